import type { Diagnostic, DiagnosticCode, KubernetesRef, Severity, SourceRef } from '#lib/model/routing-config.ts'

/** A Kubernetes object as the source of a diagnostic that concerns all that was made of it. */
export const sourceOf = (workspace: string, { kind, namespace, name }: KubernetesRef): SourceRef => ({ workspace, kind, namespace, name })

/** A diagnostic whose severity goes with its code: what changes nothing that is served is a warning. */
export function finding(
  source: SourceRef,
  code: DiagnosticCode,
  field: string | undefined,
  message: string,
  params: Diagnostic['params'] = {},
): Diagnostic {
  const severity: Severity = WARNINGS.has(code) ? 'warning' : 'error'
  return { code, severity, source, ...(field === undefined ? {} : { field }), message, params }
}

const WARNINGS: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['ANNOTATION_UNKNOWN', 'ANNOTATION_NOT_HONOURED', 'CLASS_NOT_FOUND', 'PATH_READ_AS_REGEX'])

/**
 * Reads one object. What it throws is a bug of ours, or an object in a form that no API server sends; neither may take the
 * others down.
 */
export function guarded<T>(workspace: string, origin: KubernetesRef, diagnostics: Diagnostic[], read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    const reason = (error as Error).message
    const message = `This object cannot be read and is left out: ${reason}`
    diagnostics.push(finding(sourceOf(workspace, origin), 'NOT_COMPILED', undefined, message, { reason }))
    return null
  }
}

import type { Declared, Diagnostic, DiagnosticCode, Severity, SourceRef } from '#lib/model/routing-config.ts'

/** Collects what compile() has to say; each diagnostic names the object that causes it. */
export type Diagnose = {
  readonly found: Diagnostic[]
  error(source: SourceRef, code: DiagnosticCode, field: string | undefined, message: string, params?: Diagnostic['params']): void
  warning(source: SourceRef, code: DiagnosticCode, field: string | undefined, message: string, params?: Diagnostic['params']): void
}

export function diagnose(): Diagnose {
  const found: Diagnostic[] = []
  const add =
    (severity: Severity): Diagnose['error'] =>
    (source, code, field, message, params = {}) => {
      found.push({ code, severity, source, ...(field === undefined ? {} : { field }), message, params })
    }
  return { found, error: add('error'), warning: add('warning') }
}

/**
 * Runs the compilation of one object. What it throws is a bug of ours, and must not take the others down: the object is
 * left out, with an error that names it.
 */
export function guarded<T>({ source }: Declared<unknown>, diagnostics: Diagnose, run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    const reason = (error as Error).message
    diagnostics.error(source, 'NOT_COMPILED', undefined, `This object cannot be compiled and is left out: ${reason}`, { reason })
    return null
  }
}

import type { Diagnostic, DiagnosticCode, Severity, SourceRef } from '#lib/model/routing-config.ts'

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

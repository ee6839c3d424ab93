/** A word of a POSIX shell that means just the text. */
export const quoted = (text: string): string => (/^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** A command that gets the text on its standard input. */
export function withInput(command: string, text: string): string {
  const lines = new Set(text.split('\n'))
  let end = 'EOF'
  while (lines.has(end)) end += '_'
  return `${command} <<'${end}'\n${text.endsWith('\n') ? text : `${text}\n`}${end}`
}

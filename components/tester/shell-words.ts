const ANSI: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' }
const ANSI_ESCAPE = /^\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(.))/s

function ansiEscape(rest: string): { text: string; length: number } {
  const [all = '\\', hex, unicode, plain] = ANSI_ESCAPE.exec(rest) ?? []
  const code = hex ?? unicode
  return { text: code === undefined ? (ANSI[plain ?? ''] ?? all) : String.fromCodePoint(Number.parseInt(code, 16)), length: all.length }
}

type Quoted = { text: string; end: number } | null

/** From after the opening quote to after the closing one; null when it never closes. */
function readQuoted(line: string, start: number, kind: "'" | '"' | "$'"): Quoted {
  let text = ''
  for (let at = start; at < line.length; at++) {
    const char = line[at]!
    if (char === kind.at(-1)) return { text, end: at + 1 }
    if (char === '\\' && kind === "$'") {
      const escape = ansiEscape(line.slice(at))
      text += escape.text
      at += escape.length - 1
    } else if (char === '\\' && kind === '"' && /["\\$`\n]/.test(line[at + 1] ?? '')) {
      at++
      if (line[at] !== '\n') text += line[at]
    } else text += char
  }
  return null
}

/** The words of a command line as a POSIX shell would split them, without expansion; null when a quote is left open. */
export function shellWords(line: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < line.length; ) {
    const char = line[at]!
    if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
      at++
    } else if (char === '\\') {
      const next = line.slice(at + 1).startsWith('\r\n') ? '\r\n' : (line[at + 1] ?? '')
      if (!next.endsWith('\n')) word = (word ?? '') + next
      at += 1 + next.length
    } else if (char === "'" || char === '"' || line.startsWith("$'", at)) {
      const kind = char === '$' ? "$'" : (char as "'" | '"')
      const quoted = readQuoted(line, at + kind.length, kind)
      if (!quoted) return null
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else {
      word = (word ?? '') + char
      at++
    }
  }
  if (word !== null) words.push(word)
  return words
}

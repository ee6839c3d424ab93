const isSpace = (code: number): boolean => code === 0x20 || code === 0x09

/** Without spaces and tabs around it. Not `trim()`, which takes the byte A0 for a space, and in linear time. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && isSpace(text.charCodeAt(from))) from++
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

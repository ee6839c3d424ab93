import { CR, TOKEN, VALUE } from './bytes.ts'

export const EXTENSION = 20
const NAME = 21
const VALUE_START = 22
const TOKEN_VALUE = 23
const QUOTED = 24
const ESCAPED = 25
const QUOTED_END = 26
export const EXTENSION_END = 27

const SEMICOLON = 0x3b
const EQUALS = 0x3d
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Where the reading of a chunk extension stands behind one more byte: RFC 9112 §7.1.1 without the space around `;` and `=`
 * that its grammar has for old senders.
 * @param step EXTENSION behind the semicolon
 * @returns EXTENSION_END behind the CR; -1 if the byte may not stand there
 */
export function afterExtensionByte(step: number, byte: number): number {
  const isToken = TOKEN[byte] === 1
  switch (step) {
    case EXTENSION:
      return isToken ? NAME : -1
    case NAME:
      if (isToken) return NAME
      if (byte === EQUALS) return VALUE_START
      break
    case VALUE_START:
      if (byte === QUOTE) return QUOTED
      return isToken ? TOKEN_VALUE : -1
    case TOKEN_VALUE:
      if (isToken) return TOKEN_VALUE
      break
    case QUOTED:
      if (byte === QUOTE) return QUOTED_END
      if (byte === BACKSLASH) return ESCAPED
      return VALUE[byte] === 1 ? QUOTED : -1
    case ESCAPED:
      return VALUE[byte] === 1 ? QUOTED : -1
  }
  if (byte === SEMICOLON) return EXTENSION
  return byte === CR ? EXTENSION_END : -1
}

import type { YAMLParseError } from 'yaml'

/**
 * What is wrong with YAML, by the codes of its parser, in words of our own: those of the parser quote what they stumbled over,
 * which may be part of a secret.
 */
export const YAML_FAULTS = {
  BAD_ALIAS: 'an alias names no anchor above it',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins no known escape; use single quotes',
  BAD_INDENT: 'the indentation does not fit what stands above',
  BAD_SCALAR_START: 'a value cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a key and a value too many on one line',
  DUPLICATE_KEY: 'this key stands twice in one map',
  MISSING_CHAR: 'something is missing: a closing quote or bracket, a comma, or the colon of a key',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; the colon may be missing',
  TAB_AS_INDENT: 'tabs cannot indent; use spaces',
  UNEXPECTED_TOKEN: 'this does not fit here',
} as const satisfies Partial<Record<YAMLParseError['code'], string>>

const isNamed = (code: string): code is keyof typeof YAML_FAULTS => Object.hasOwn(YAML_FAULTS, code)

/** The params of the problem `YAML`: the code, and the words for it. */
export const faultOf = ({ code }: YAMLParseError): { fault: string; detail: string } =>
  isNamed(code) ? { fault: code, detail: YAML_FAULTS[code] } : { fault: 'OTHER', detail: 'it cannot be read' }

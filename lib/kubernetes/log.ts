/** What is used of a logger: fields first, then the text. */
export type Log = { info: (fields: object, text: string) => void; error: (fields: object, text: string) => void }

/** A form part of one filter. */
export type PartProps = {
  /** Where the filter stands in the form's values: `filters.2`. */
  at: string
}

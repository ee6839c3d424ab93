export type ClusterSearch = { q: string; class?: string; namespace?: string }

const FILTER = /^(class|namespace):(.*)$/i

/** Takes `class:` and `namespace:` out of what was typed. One without a value is still being typed. */
export function parseSearch(text: string): ClusterSearch {
  const words: string[] = []
  const search: ClusterSearch = { q: '' }
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [, field, value] = FILTER.exec(word) ?? []
    if (field === undefined) words.push(word)
    else if (value) search[field.toLowerCase() as 'class' | 'namespace'] = value
  }
  return { ...search, q: words.join(' ') }
}

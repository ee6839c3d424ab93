import { Badge } from './badge.tsx'

/** The tags of an object; `empty` says that there are none. */
export function TagList({ tags, empty }: { tags: readonly string[]; empty: string }) {
  if (tags.length === 0) return <span className="text-faint">{empty}</span>
  return <span className="flex flex-wrap gap-1">{tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}</span>
}

import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { annotationTable } from './document.ts'

const README = path.join(import.meta.dirname, 'README.md')

test('the README has every annotation as it is defined', () => {
  const text = readFileSync(README, 'utf8')
  const mark = /<!-- The table .*-->\n/.exec(text)!
  const expected = `${text.slice(0, mark.index + mark[0].length)}\n${annotationTable()}\n`
  if (process.env['UPDATE'] !== undefined) writeFileSync(README, expected)
  expect(readFileSync(README, 'utf8')).toBe(expected)
})

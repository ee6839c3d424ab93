import { readFileSync } from 'node:fs'
import { secretBox, secretKeysOf } from '#lib/secret.ts'
import { digestOf } from '#lib/snapshot/codec.ts'
import { lastGood } from './last-good.ts'
const [dataDir = '', file = ''] = process.argv.slice(2)
const encoded = readFileSync(file, 'utf8')
lastGood(dataDir, secretBox(secretKeysOf({ dataDir, secretKeys: undefined })), () => {}).save({ revisions: { default: 7 }, digest: digestOf(encoded), snapshot: encoded })

import { afterAll, beforeAll, describe } from 'vitest'
import { describeDatabases } from '#lib/testing/database.ts'
import { listContract } from './list.contract.ts'
import { memoryStores } from './memory-store.ts'
import { openDatabase, type OpenDatabase } from './open.ts'
import { storeContract, type Fixture } from './store.contract.ts'
import { workspacesContract } from './workspaces.contract.ts'

function contract(fixture: () => Fixture): void {
  workspacesContract(fixture)
  storeContract(fixture)
  listContract(fixture)
}

describe('memory', () => {
  const stores = memoryStores()
  contract(() => ({ one: stores, other: stores }))
})

describeDatabases((database) => {
  let opened: OpenDatabase[]
  beforeAll(async () => {
    // Both at once: the first open makes the workspace `default`.
    opened = await Promise.all([openDatabase(database()), openDatabase(database())])
  })
  afterAll(async () => void (await Promise.all(opened.map((db) => db.close()))))
  contract(() => ({ one: opened[0]!.stores, other: opened[1]!.stores }))
})

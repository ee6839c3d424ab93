import type { Locator, Page } from '@playwright/test'
import { expect } from './test.ts'

type Fields = { name: string; [field: string]: unknown }

let made = 0
/** A name that no other test uses, also not in an earlier run on the same data. */
export const freshName = (word: string) => `${word}-${Date.now().toString(36)}-${(made += 1)}`

/** The API as the signed-in user of the page. */
export async function post(page: Page, path: string, body: object): Promise<void> {
  const answer = await page.request.post(`/api/v1${path}`, { data: body })
  expect(answer.ok(), await answer.text()).toBe(true)
}

export async function make(page: Page, kind: string, fields: Fields): Promise<string> {
  await post(page, `/${kind}`, fields)
  return fields.name
}

export async function read(page: Page, path: string): Promise<Record<string, unknown>> {
  const answer = await page.request.get(`/api/v1${path}`)
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as Record<string, unknown>
}

export const headRevision = async (page: Page) => (await read(page, '/status')).revision

/** Presses the form's button, checks what the dialog shows, and saves. */
export async function save(page: Page, action: string, inside: Locator | Page = page): Promise<void> {
  await inside.getByRole('button', { name: action, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^(Create|Edit) / }).filter({ hasText: 'What changes in the object' })
  await dialog.getByRole('button', { name: action, exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Puts text on the element as a paste would. */
export async function paste(field: Locator, text: string): Promise<void> {
  await field.focus()
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

/** Clicks an option once it is lit: a list that has just opened ignores a click before that. */
export async function pick(option: Locator): Promise<void> {
  await expect(async () => {
    // A pointer that rests where the option appears has not moved, and lights nothing.
    await option.page().mouse.move(0, 0)
    await option.hover()
    await expect(option).toHaveAttribute('data-highlighted', '', { timeout: 1000 })
  }).toPass()
  await option.click()
  await expect(option).toBeHidden()
}

/** Opens a select and takes an option by its first words. */
export async function choose(select: Locator, option: string): Promise<void> {
  await select.click()
  await pick(select.page().getByRole('option', { name: new RegExp(`^${option}\\b`) }))
  await expect(select).toHaveText(option)
}

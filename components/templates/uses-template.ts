/** The search that finds the routes that use a template. */
export const usesTemplate = (name: string) => `template:${name}`

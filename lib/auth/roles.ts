import { ROLES, type Role } from '#lib/store/accounts.ts'

/** Whether a role includes another: admin, editor, viewer. */
export const allows = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)

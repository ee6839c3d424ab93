import { z } from 'zod'

/** A Secret or a ConfigMap of the same namespace. */
export const ObjectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'Must be the name of an object in the same namespace')

/** A V1Service of the same namespace and its port, by number or name. */
export const BackendName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?:(\d{1,5}|[a-z0-9-]{1,15})$/, 'Must be a Service and its port, such as "shop-v2:80"')

import type { StatusError } from '../../api/status.ts'

/** Whether a create was refused because its namespace is being deleted. */
export const isNamespaceTerminating = (error: StatusError): boolean =>
  error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false

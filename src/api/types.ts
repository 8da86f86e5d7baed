/** The types of API objects as they look on the wire (times are RFC 3339 texts, quantities are texts). */
export type * from './generated/types.ts'
export type { CoreV1Event as Event } from './generated/types.ts'

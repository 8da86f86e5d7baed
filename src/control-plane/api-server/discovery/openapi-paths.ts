import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { noSuchPath } from '../../../api/status.ts'
import type { PathContext } from './paths.ts'

/** /openapi/v3 and the documents below it. */
export function openApiPath(_request: ApiRequest, _path: string, _context: PathContext): ApiResponse {
  throw noSuchPath()
}

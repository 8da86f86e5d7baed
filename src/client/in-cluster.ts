/** How a program in a pod finds the API server: with the token that the kubelet mounts for its service account. */
import type { ApiHandler, UserInfo } from '../api/request.ts'
import { Client } from './client.ts'

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** What is wrong where no token is mounted, in the words of client-go. */
export const notInCluster = `open ${tokenPath}: no such file or directory`

/**
 * A client with the identity of the service account that a container has a token of; undefined where none is mounted.
 * The kubelet keeps tokens fresh, so that who starts with one may go on.
 */
export function inClusterClient(handle: ApiHandler, readFile: (path: string) => string | undefined, agent: string): Client | undefined {
  const token = readFile(tokenPath)
  const user = token === undefined ? undefined : userOf(token)
  return user && new Client(handle, user, agent)
}

function userOf(token: string): UserInfo | undefined {
  try {
    const { sub } = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
    const namespace = String(sub).split(':')[2] ?? ''
    return { username: sub, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] }
  } catch {
    return undefined
  }
}

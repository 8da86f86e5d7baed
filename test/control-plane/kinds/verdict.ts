/** What a fresh API server says to one request: the objects of these tests are as kubectl sends them. */
import { server } from '../server.ts'

const merge = { 'content-type': 'application/merge-patch+json' }

interface Place {
  /** `/apis/networking.k8s.io/v1/namespaces/default/ingresses` */
  readonly path: string
  readonly kind: string
}

/** A kind by its group, as `ingresses.networking.k8s.io` → objects of it, and how the server takes them. */
export function kindAt(path: string, kind: string) {
  const place: Place = { path, kind }
  const apiVersion = path.startsWith('/api/') ? 'v1' : path.split('/').slice(2, 4).join('/')
  const object = (fields: object, metadata: object = {}): object => ({ apiVersion, kind, metadata: { name: 'x', ...metadata }, ...fields })
  return {
    object,
    /** What the server answers to a create: the object as it is kept. */
    created: (fields: object, metadata?: object): Record<string, any> => send('POST', place.path, object(fields, metadata)),
    /** The text after `Ingress.networking.k8s.io "x" is invalid: `, or `ok`. */
    refused: (fields: object, metadata?: object): string => words(send('POST', place.path, object(fields, metadata))),
    /** The same for a change of the object that was there before. */
    changed(fields: object, change: object): string {
      const api = server()
      const { body } = api.send('POST', place.path, object(fields))
      if (body.kind === 'Status') throw new Error(body.message)
      return words(api.send('PATCH', `${place.path}/x`, change, merge).body)
    },
  }
}

const send = (method: 'POST', path: string, object: object): Record<string, any> => server().send(method, path, object).body

const words = (body: Record<string, any>): string => (body.kind === 'Status' ? body.message.replace(/^\S+ "\S*" is (invalid|forbidden): /, '') : 'ok')

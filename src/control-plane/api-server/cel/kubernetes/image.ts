/** References of images: `image('nginx:1.27').tag()`. Models apiserver pkg/cel/library/image.go. */

import { fn, method, type Overload } from '../functions/overload.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque } from '../language/values.ts'

interface Image {
  readonly text: string
  readonly domain: string
  readonly identifier: string
  readonly path: string
  readonly tag: string
  readonly digest: string
}

const type = t.opaque('kubernetes.Image')
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const shape = new RegExp(
  `^(?:((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\\d+)?)/)?(${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}))?$`,
)

function parse(text: string): Image | undefined {
  const parts = shape.exec(text)
  if (!parts) return undefined
  const [, first, rest = '', tag = '', digest = ''] = parts
  const isDomain = first !== undefined && (/[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first))
  const domain = isDomain ? first : 'docker.io'
  const name = isDomain || first === undefined ? rest : `${first}/${rest}`
  const path = domain === 'docker.io' && !name.includes('/') ? `library/${name}` : name
  return { text, domain, path, tag: tag || (digest ? '' : 'latest'), digest, identifier: digest || tag || 'latest' }
}

const read = (name: string, key: keyof Image): Overload => method(name, [type], t.string, ({ value }: Opaque) => (value as Image)[key])

export const images: readonly Overload[] = [
  fn('image', [t.string], type, (text: string) => {
    const image = parse(text)
    if (!image) throw new EvaluationError('failed to parse image: invalid reference format')
    return new Opaque('kubernetes.Image', image, (other) => (other as Image).text === text)
  }),
  fn('isImage', [t.string], t.bool, (text: string) => parse(text) !== undefined),
  read('registry', 'domain'),
  read('repository', 'path'),
  read('identifier', 'identifier'),
  read('tag', 'tag'),
  read('digest', 'digest'),
  method('containsDigest', [type], t.bool, ({ value }: Opaque) => (value as Image).digest !== ''),
]

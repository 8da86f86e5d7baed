import { secrets } from '../../api/kinds.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

/** Secrets stay secret: only the sizes are shown, but for the token of a service account. */
export const secret = defineDescriber({
  group: '',
  kind: 'Secret',
  async describe({ read, namespace, name }) {
    const { metadata, type = '', data = {} } = await read.get(secrets, namespace, name)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, '\nType', type)
    out.write(0, '\nData\n====\n')
    for (const key of Object.keys(data).sort(byBytes)) {
      const value = atob(data[key] ?? '')
      const shown = key === 'token' && type === 'kubernetes.io/service-account-token'
      out.field(0, key, shown ? new TextDecoder().decode(Uint8Array.from(value, (sign) => sign.charCodeAt(0))) : `${value.length} bytes`)
    }
    return out.text()
  },
})

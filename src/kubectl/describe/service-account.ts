import { serviceAccounts } from '../../api/kinds.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

const title = 'Image pull secrets:'

/** Tokens are no longer listed: since Kubernetes 1.24 pods get them without a Secret, and since 1.36 kubectl is silent about old ones. */
export const serviceAccount = defineDescriber({
  group: '',
  kind: 'ServiceAccount',
  async describe(subject) {
    const found = await subject.read.get(serviceAccounts, subject.namespace, subject.name)
    const { metadata, imagePullSecrets = [] } = found
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    if (imagePullSecrets.length === 0) out.row(0, title, '<none>')
    for (const [i, { name = '' }] of imagePullSecrets.entries()) out.row(0, i === 0 ? title : ' '.repeat(title.length), name)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

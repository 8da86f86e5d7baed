import { configMaps } from '../../api/kinds.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { referenceTo } from './reader.ts'

export const configMap = defineDescriber({
  group: '',
  kind: 'ConfigMap',
  async describe({ read, namespace, name, showEvents, times }) {
    const found = await read.get(configMaps, namespace, name)
    const { metadata, data = {}, binaryData = {} } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.write(0, '\nData\n====\n')
    for (const key of Object.keys(data).sort(byBytes)) out.write(0, `${key}:\n----\n${data[key]}\n\n`)
    out.write(0, '\nBinaryData\n====\n')
    for (const key of Object.keys(binaryData).sort(byBytes)) out.write(0, `${key}: ${atob(binaryData[key] ?? '').length} bytes\n`)
    out.write(0, '\n')
    // Of all kinds only this one fails if the events can't be had.
    if (showEvents) writeEvents(out, await read.searchEvents(referenceTo(found)), times)
    return out.text()
  },
})

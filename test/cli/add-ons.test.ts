import { expect, test } from '@jest/globals'
import { addOns } from '../../src/addons/index.ts'
import { parseYaml } from '../../src/api/yaml.ts'
import { downloadManifest, readAddOns } from '../../src/cli/add-ons.ts'

test('the command line names add-ons, separated by commas', () => {
  expect(readAddOns(undefined)).toEqual([])
  expect(readAddOns('metrics-server,ingress-nginx')).toEqual(['metrics-server', 'ingress-nginx'])
  expect(() => readAddOns('metrics-server,metric')).toThrow(`there is no add-on metric: there are ${addOns.map(({ name }) => name).join(', ')}`)
})

test('whoever downloads the published manifest of an add-on gets what installing it brings', async () => {
  const manifest = parseYaml(await downloadManifest('https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml'))
  const addOn = addOns.find(({ name }) => name === 'metrics-server')
  expect(manifest.map((object: any) => `${object.kind}/${object.metadata.name}`)).toEqual(
    addOn?.objects().map(({ kind, metadata }) => `${kind}/${metadata.name}`),
  )
  await expect(downloadManifest('https://example.com/components.yaml')).rejects.toThrow('-f https://example.com/components.yaml')
})

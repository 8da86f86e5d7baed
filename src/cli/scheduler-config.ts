/** The file that --scheduler-config names. */
import { readFileSync } from 'node:fs'
import { parseYaml, YamlError } from '../api/yaml.ts'
import { ConfigurationError, checkedConfiguration, type KubeSchedulerConfiguration } from '../control-plane/scheduler/configuration.ts'
import { InvalidArgument } from './subcommand.ts'

/** A KubeSchedulerConfiguration that the scheduler can start with. @throws InvalidArgument */
export function readSchedulerConfig(path: string): KubeSchedulerConfiguration {
  try {
    const [configuration] = parseYaml(readFileSync(path, 'utf8')) as readonly KubeSchedulerConfiguration[]
    return checkedConfiguration(configuration ?? {})
  } catch (error) {
    const expected = error instanceof ConfigurationError || error instanceof YamlError || (error as { code?: string }).code !== undefined
    if (!expected) throw error
    throw new InvalidArgument((error as Error).message)
  }
}

/** The file that kube-scheduler reads with --config, as far as the scheduler here can follow it. Models pkg/scheduler/apis/config. */
import { duplicate, type FieldError, fieldErrorText, invalidValue, notSupported, required } from '../../api/status.ts'
import { plugins } from './plugins/index.ts'

export interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[]
  readonly disabled?: readonly { readonly name: string }[]
}

export interface SchedulerProfile {
  readonly schedulerName?: string
  readonly percentageOfNodesToScore?: number
  readonly plugins?: Readonly<Record<string, PluginSet | undefined>>
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: object }[]
}

/** kubescheduler.config.k8s.io/v1 */
export interface KubeSchedulerConfiguration {
  readonly apiVersion?: string
  readonly kind?: string
  readonly profiles?: readonly SchedulerProfile[]
  readonly percentageOfNodesToScore?: number
  readonly podInitialBackoffSeconds?: number
  readonly podMaxBackoffSeconds?: number
}

/** A configuration that kube-scheduler would not start with; the message says all that is wrong. */
export class ConfigurationError extends Error {}

/** Plugins that are always there and have nothing to be asked here. */
const fixed = ['SchedulingGates', 'PrioritySort', 'DefaultPreemption', 'DefaultBinder', 'DynamicResources', 'NodeDeclaredFeatures']
const strategies = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio']

/** The configuration itself. Throws ConfigurationError. */
export function checkedConfiguration(configuration: KubeSchedulerConfiguration): KubeSchedulerConfiguration {
  const { profiles = [], percentageOfNodesToScore, podInitialBackoffSeconds: first = 1, podMaxBackoffSeconds: longest = 10 } = configuration
  const names = profiles.map(({ schedulerName = 'default-scheduler' }) => schedulerName)
  const errors: FieldError[] = [
    ...profiles.flatMap((profile, i) => profileErrors(profile, `profiles[${i}]`)),
    ...names.flatMap((name, i) =>
      names.indexOf(name) < i ? [duplicate(`profiles[${i}].schedulerName`, `profiles[${names.indexOf(name)}].schedulerName`)] : [],
    ),
    ...percentage('percentageOfNodesToScore', percentageOfNodesToScore),
    ...(first <= 0 ? [invalidValue('podInitialBackoffSeconds', first, 'must be greater than 0')] : []),
    ...(longest < first ? [invalidValue('podMaxBackoffSeconds', longest, 'must be greater than or equal to PodInitialBackoffSeconds')] : []),
  ]
  const texts = errors.map(fieldErrorText)
  const unknown = profiles.flatMap((profile) => unknownPlugins(profile))
  if (texts.length > 1) throw new ConfigurationError(`[${texts.join(', ')}]`)
  if (texts[0] !== undefined) throw new ConfigurationError(texts[0])
  if (unknown[0])
    throw new ConfigurationError(`initializing profiles: creating profile for scheduler name ${unknown[0].profile}: ${unknown[0].plugin} does not exist`)
  return configuration
}

const percentage = (path: string, value: number | undefined): FieldError[] =>
  value !== undefined && (value < 0 || value > 100) ? [invalidValue(path, value, 'not in valid range [0-100]')] : []

function profileErrors({ schedulerName, percentageOfNodesToScore, pluginConfig = [] }: SchedulerProfile, path: string): FieldError[] {
  const names = pluginConfig.map(({ name }) => name)
  return [
    ...(schedulerName === '' ? [required(`${path}.schedulerName`)] : []),
    ...percentage(`${path}.percentageOfNodesToScore`, percentageOfNodesToScore),
    ...names.flatMap((name, i) => (names.indexOf(name) < i ? [duplicate(`${path}.pluginConfig[${i}]`, name)] : [])),
    ...pluginConfig.flatMap(({ name, args = {} }, i) =>
      name === 'NodeResourcesFit' ? strategyErrors(args, `${path}.pluginConfig[${i}].args.scoringStrategy`) : [],
    ),
  ]
}

function strategyErrors(args: { scoringStrategy?: { type?: string; requestedToCapacityRatio?: { shape?: readonly unknown[] } } }, path: string): FieldError[] {
  const { type, requestedToCapacityRatio } = args.scoringStrategy ?? {}
  if (type !== undefined && !strategies.includes(type)) return [notSupported(`${path}.type`, type, strategies)]
  const shapeless = type === 'RequestedToCapacityRatio' && (requestedToCapacityRatio?.shape ?? []).length === 0
  return shapeless ? [required(`${path}.requestedToCapacityRatio.shape`, 'at least one point must be specified')] : []
}

function unknownPlugins({ schedulerName = 'default-scheduler', plugins: sets = {} }: SchedulerProfile): { profile: string; plugin: string }[] {
  const known = [...plugins.map(({ name }) => name), ...fixed]
  return Object.values(sets)
    .flatMap((set) => set?.enabled ?? [])
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => ({ profile: schedulerName, plugin: name }))
}

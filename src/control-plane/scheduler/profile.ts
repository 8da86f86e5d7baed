/**
 * Profiles: what a pod gets that names a scheduler in spec.schedulerName. One process serves several; each has the default
 * plugins, without those that it disables, with weights and arguments of its own. Models pkg/scheduler/profile and
 * apis/config/v1 mergePlugins.
 */
import type { KubeSchedulerConfiguration, PluginSet, SchedulerProfile } from './configuration.ts'
import type { Plugin } from './framework.ts'
import { NodeVerdicts } from './node-verdicts.ts'
import { plugins as defaults } from './plugins/index.ts'

export const defaultScheduler = 'default-scheduler'

export interface Profile {
  readonly schedulerName: string
  readonly plugins: readonly Plugin[]
  /** What these think of nodes. */
  readonly verdicts: NodeVerdicts
  /** Of the nodes of a big cluster that are looked at; 0 leaves it to its size. */
  readonly percentageOfNodesToScore: number
  /** Whether it may make room by deleting less important pods. */
  readonly preempts: boolean
}

/** By the name of the scheduler. Without any, the default one. */
export function profilesOf({ profiles = [], percentageOfNodesToScore = 0 }: KubeSchedulerConfiguration): ReadonlyMap<string, Profile> {
  const wanted = profiles.length > 0 ? profiles : [{}]
  return new Map(wanted.map((profile) => [profile.schedulerName ?? defaultScheduler, profileOf(profile, percentageOfNodesToScore)]))
}

function profileOf({ schedulerName = defaultScheduler, plugins = {}, pluginConfig = [], ...own }: SchedulerProfile, percentage: number): Profile {
  const argsOf = (name: string): object | undefined => pluginConfig.find((one) => one.name === name)?.args
  const everywhere = plugins.multiPoint
  const configured = defaults.map((plugin) => {
    const { name } = plugin
    const given = argsOf(name)
    const own = given && plugin.configured ? plugin.configured(given) : plugin
    const at = (set: PluginSet | undefined): boolean =>
      enables(set, name) || (!disables(set, name) && (enables(everywhere, name) || !disables(everywhere, name)))
    const { applies, preFilter, filter, score, points, preBind, weight, ...rest } = own
    return {
      ...rest,
      weight: weightIn(plugins.score, name) ?? weightIn(everywhere, name) ?? weight ?? 1,
      ...(applies ? { applies } : {}),
      ...(preFilter && at(plugins.preFilter) ? { preFilter } : {}),
      ...(filter && at(plugins.filter) ? { filter } : {}),
      ...(score && at(plugins.score) ? { score } : {}),
      ...(points && at(plugins.score) ? { points } : {}),
      ...(preBind && at(plugins.preBind) ? { preBind } : {}),
    }
  })
  return {
    schedulerName,
    percentageOfNodesToScore: own.percentageOfNodesToScore ?? percentage,
    preempts: !disables(everywhere, 'DefaultPreemption') && !disables(plugins.postFilter, 'DefaultPreemption'),
    plugins: configured,
    verdicts: new NodeVerdicts(configured),
  }
}

const enables = (set: PluginSet | undefined, name: string): boolean => set?.enabled?.some((one) => one.name === name) ?? false
const disables = (set: PluginSet | undefined, name: string): boolean =>
  !enables(set, name) && (set?.disabled?.some((one) => one.name === name || one.name === '*') ?? false)
const weightIn = (set: PluginSet | undefined, name: string): number | undefined => set?.enabled?.find((one) => one.name === name)?.weight || undefined

import { deployments } from '../../../api/kinds.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { int32, stringSlice } from '../../flags.ts'
import { deployment } from '../../generators/deployment.ts'
import { nameSuffix } from '../../name-suffix.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

export const createDeployment = defineCommand({
  name: 'create deployment',
  usage: 'create deployment NAME --image=image -- [COMMAND] [args...]',
  aliases: ['deploy'],
  summary: 'Make a deployment',
  description: 'A Deployment keeps a number of equal pods running and replaces them step by step when their template changes.',
  examples: [
    { about: 'Create a deployment named web that runs nginx', line: 'kubectl create deployment web --image=nginx' },
    { about: 'Run a command of your own in the container', line: 'kubectl create deployment clock --image=busybox -- date' },
    { about: 'Run three pods', line: 'kubectl create deployment web --image=nginx --replicas=3' },
    { about: 'Say which port the container listens on', line: 'kubectl create deployment web --image=nginx --port=80' },
  ],
  flags: {
    ...generatedFlags,
    image: stringSlice([], 'Image to run; several, between commas or by repeating the flag, make a pod of several containers.', {
      required: true,
      example: 'kubectl create deployment web --image=nginx',
    }),
    port: int32(-1, 'The containerPort that the first container names.'),
    replicas: int32(1, 'How many pods to run.', { shorthand: 'r', example: 'kubectl create deployment web --image=nginx --replicas=3' }),
  },
  async run(invocation) {
    const { args, flags, io } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    const command = args.slice(1)
    if (flags.image.length > 1 && command.length > 0) throw new CommandError('cannot specify multiple --image options and command')
    const object = deployment({
      name,
      namespace: await writtenNamespace(invocation),
      images: flags.image,
      command,
      port: flags.port,
      replicas: flags.replicas,
      suffix: () => nameSuffix(io.random),
    })
    await create(invocation, how, deployments, object, 'failed to create deployment: ')
  },
})

import { defineCommand } from '../command.ts'
import { CommandError } from '../errors.ts'
import { bool, int, string } from '../flags.ts'
import { copyFromPod } from './copying/from-pod.ts'
import { type Place, placeOf } from './copying/place.ts'
import { copyToPod } from './copying/to-pod.ts'

export const cp = defineCommand({
  name: 'cp',
  usage: 'cp <file-spec-src> <file-spec-dest>',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Copy files into and out of containers',
  description: `One of the two places is a path here, the other POD:PATH or NAMESPACE/POD:PATH. The container's image must contain tar, which does the work at the other end; where it does not, nothing can be copied.`,
  examples: [
    { about: 'Copy a file into a pod', line: 'kubectl cp /tmp/page.html web:/usr/share/nginx/html/page.html' },
    { about: 'Copy a folder into one of the containers of a pod', line: 'kubectl cp /tmp/site web:/srv -c files' },
    { about: 'Copy out of a pod in another namespace', line: 'kubectl cp staging/web:/var/log/app.log /tmp/app.log' },
    { about: 'A whole folder as one archive, for when cp is not enough', line: 'kubectl exec -n staging web -- tar cf - /var/log > log.tar' },
  ],
  flags: {
    container: string(
      '',
      'Container to copy to or from. Without it, the one that the annotation kubectl.kubernetes.io/default-container names, or else the first.',
      {
        shorthand: 'c',
      },
    ),
    'no-preserve': bool(false, 'Do not carry owner and permissions over into the container.'),
    retries: int(0, 'How often to try again when copying out of a container breaks off. Negative for as often as it takes.'),
  },
  async run(invocation) {
    const { args } = invocation
    if (args.length !== 2) throw new CommandError('source and destination are required')
    const [from, to] = args.map(placeOf) as [Place, Place]
    if (from.pod !== '' && to.pod !== '') throw new CommandError('one of src or dest must be a local file specification')
    if (from.path === '' || to.path === '') throw new CommandError('filepath can not be empty')
    if (from.pod !== '') return copyFromPod(invocation, from, to.path)
    if (to.pod !== '') return copyToPod(invocation, from.path, to)
    throw new CommandError('one of src or dest must be a remote file specification')
  },
})

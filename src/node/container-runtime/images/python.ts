import { defineImage } from '../image.ts'
import { python as program } from '../programs/python/python.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'

const newest: Readonly<Record<string, string>> = {
  '3.8': '3.8.20',
  '3.9': '3.9.25',
  '3.10': '3.10.19',
  '3.11': '3.11.14',
  '3.12': '3.12.12',
  '3.13': '3.13.9',
  '3.14': '3.14.0',
}

export const python = defineImage({
  repository: 'docker.io/library/python',
  tags: (tag) =>
    /^(latest|slim|alpine|3(\.([7-9]|1[0-4])(\.\d{1,2})?)?(-(slim|alpine|alpine3\.\d+|slim-bookworm|slim-bullseye|slim-trixie|bookworm|bullseye|trixie|buster|slim-buster))?|slim-(bookworm|trixie)|bookworm|trixie)$/.test(
      tag,
    ),
  size: (tag) => (tag.includes('alpine') ? 16_900_000 : tag.includes('slim') ? 45_500_000 : 392_000_000),
  version: (tag) => /^3\.\d+\.\d+/.exec(tag)?.[0] ?? newest[/^3\.\d+/.exec(tag)?.[0] ?? ''] ?? '3.14.0',
  cmd: ['python3'],
  env: { LANG: 'C.UTF-8' },
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  programs: { '/usr/local/bin/python3': program, '/usr/local/bin/python': program },
})

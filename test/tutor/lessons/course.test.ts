import { readdirSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { course, files } from './gates.ts'

test('there is a course, and each folder of it is a lesson in one chapter', () => {
  expect(course.ids.length).toBeGreaterThan(2)
  expect(new Set(course.ids).size).toBe(course.ids.length)
  const folders = files.list('').filter((name) => files.read(`${name}/lesson.yaml`) !== undefined)
  expect([...course.ids].sort()).toEqual(folders)
})

test('every chapter has its file of tests', () => {
  const tested = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts') && name !== 'course.test.ts')
  expect(tested.map((name) => name.replace('.test.ts', '')).sort()).toEqual(course.chapters.map(({ id }) => id).sort())
})

/** The course: all lessons in their order. Lessons are loaded when they are asked for. */
import { type Lesson, type LessonFiles, loadCourse, loadLesson } from './load.ts'
import type { CourseData } from './schema.ts'

export class Course {
  readonly chapters: CourseData['chapters']
  readonly #lessons = new Map<string, Lesson>()

  /** @throws LessonError if course.yaml is broken. */
  constructor(private readonly files: LessonFiles) {
    this.chapters = loadCourse(files).chapters
  }

  /** Ids in the order of the course. */
  get ids(): readonly string[] {
    return this.chapters.flatMap((chapter) => chapter.lessons)
  }

  has(id: string): boolean {
    return this.ids.includes(id)
  }

  /** @throws LessonError */
  lesson(id: string): Lesson {
    let lesson = this.#lessons.get(id)
    if (!lesson) {
      lesson = loadLesson(this.files, id)
      this.#lessons.set(id, lesson)
    }
    return lesson
  }
}

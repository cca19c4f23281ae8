import assert from "node:assert/strict";
import { test } from "node:test";

import { Course } from "../../api/web/src/exercises/course.ts";

test("time that a step leaves over counts for the next one", () => {
  const course = new Course([10, 20]);
  assert.deepEqual(course.place(), { step: 0, leftS: 10, passed: 0, isOver: false });
  assert.deepEqual(course.pass(15), { step: 1, leftS: 15, passed: 0.625, isOver: false });
  assert.equal(course.pass(100).isOver, true);
});

test("a step in one's own time waits until one goes on", () => {
  const course = new Course([5, null, 5]);
  assert.deepEqual(course.pass(60), { step: 1, leftS: null, passed: 1 / 3, isOver: false });
  assert.equal(course.pass(600).step, 1);
  assert.deepEqual(course.next(), { step: 2, leftS: 5, passed: 2 / 3, isOver: false });
  assert.equal(course.next().isOver, true);
  assert.equal(course.next().passed, 1);
});

'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useWatch, type FieldPath } from 'react-hook-form'
import { RouteTest } from '#lib/model/route-test.ts'
import type { ApiError } from '#components/api/error.ts'
import { useClient } from '#components/api/provider.tsx'
import type { TestResult, TestRun } from '#components/api/types.ts'
import type { ObjectFormState } from '#components/form/use-object-form.ts'
import { sameData } from '#components/form/values.ts'
import type { Explanation } from '#components/tester/explanation.ts'
import { expectationOf } from './expectation-of.ts'
import { expectValues, toField, type RouteTestValues } from './test-values.ts'

type Asked = Pick<RouteTest, 'request' | 'expect'>
type Tried = { asked: Asked; result: TestResult; revision: number }

/** What stands in the form without being saved, run against what is stored. */
export type Try = {
  tried: Tried | undefined
  /** What was tried is not what stands in the form now. */
  outdated: boolean
  error: ApiError | undefined
  running: boolean
  taking: boolean
  run: () => void
  /** Fills the expectation with what happens now. */
  take: () => void
}

/** Names do not matter to a run, and one may not be typed yet. */
const NAME = 'typed'
const Question = RouteTest.pick({ request: true, expect: true })
const Request = RouteTest.shape.request

/** Where the API says it of the first test of a run, or of the tester's request. */
const withoutLead = (path: (string | number)[]) => (path[0] === 'tests' ? path.slice(2) : ['request', ...path])

export function useTry(state: ObjectFormState<'route-tests', RouteTestValues>): Try {
  const client = useClient()
  const { form } = state
  const [tried, setTried] = useState<Tried>()
  const [error, setError] = useState<ApiError>()
  // Typing makes what was tried outdated.
  useWatch({ control: form.control })
  const now = Question.safeParse({ request: state.read().request, expect: state.read().expect }).data

  const refused = (cause: ApiError) => {
    if (cause.code !== 'INVALID') return setError(cause)
    for (const { path, message } of cause.issues) {
      form.setError(toField(withoutLead(path), form.getValues()) as FieldPath<RouteTestValues>, { type: 'server', message })
    }
  }
  const running = useMutation<TestRun, ApiError, Asked>({
    mutationFn: (asked) => client.send<TestRun>('POST', '/route-tests/run', { body: { tests: [{ ...asked, name: NAME }] } }),
    onMutate: () => setError(undefined),
    onSuccess: ({ items, revision }, asked) => setTried({ asked, result: items[0]!, revision }),
    onError: refused,
  })
  const asking = useMutation<Explanation, ApiError, RouteTest['request']>({
    mutationFn: (request) => client.send<Explanation>('POST', '/tester', { body: request }),
    onMutate: () => setError(undefined),
    onSuccess: (explanation, request) => {
      const expect = expectationOf(explanation)
      form.setValue('expect', expectValues(expect), { shouldDirty: true, shouldValidate: true })
      running.mutate({ request, expect })
    },
    onError: refused,
  })
  return {
    tried,
    outdated: tried !== undefined && !sameData(now, tried.asked),
    error,
    running: running.isPending,
    taking: asking.isPending,
    run: () => (now ? running.mutate(now) : void form.trigger(['request', 'expect'])),
    take: () => {
      const request = Request.safeParse(state.read().request)
      if (request.success) asking.mutate(request.data)
      else void form.trigger('request')
    },
  }
}


'use client'
import { Toaster as Sonner } from 'sonner'

/** Place once. Use `toast.success(…)` from sonner for results that need no answer. */
export const Toaster = () => (
  <Sonner
    position="bottom-right"
    gap={8}
    duration={5000}
    toastOptions={{
      unstyled: true,
      classNames: {
        toast: 'popup flex w-[min(360px,calc(100vw-32px))] items-start gap-2 px-3 py-2.5',
        title: 'font-medium',
        description: 'text-muted break-words',
        success: '[&_[data-icon]]:text-ok',
        error: '[&_[data-icon]]:text-bad',
        warning: '[&_[data-icon]]:text-warn',
        actionButton: 'ml-auto rounded-md border border-line-strong px-2 text-xs h-6 hover:bg-hover shrink-0',
      },
    }}
  />
)

import { expect, test } from 'vitest'
import { managedBy } from './managed-by.ts'

test.each([
  ['nobody', {}, {}, null],
  ['Sluice', { 'app.kubernetes.io/managed-by': 'sluice' }, {}, { tool: 'sluice', name: 'sluice' }],
  ['Helm', { 'app.kubernetes.io/managed-by': 'Helm' }, { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' }, { tool: 'helm', name: 'shop/web' }],
  ['Helm before version 3.2', {}, { 'meta.helm.sh/release-name': 'web' }, { tool: 'helm', name: 'web' }],
  ['Argo CD by annotation', {}, { 'argocd.argoproj.io/tracking-id': 'shop:networking.k8s.io/Ingress:shop/web' }, { tool: 'argocd', name: 'shop' }],
  ['Argo CD by label', { 'argocd.argoproj.io/instance': 'shop' }, {}, { tool: 'argocd', name: 'shop' }],
  ['Flux', { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }, {}, { tool: 'flux', name: 'flux-system/apps' }],
  ['another one', { 'app.kubernetes.io/managed-by': 'pulumi' }, {}, { tool: 'other', name: 'pulumi' }],
  ['Argo CD, of what Helm rendered', { 'app.kubernetes.io/managed-by': 'Helm', 'argocd.argoproj.io/instance': 'shop' }, {}, { tool: 'argocd', name: 'shop' }],
  ['Argo CD, of what Sluice exported', { 'app.kubernetes.io/managed-by': 'sluice', 'argocd.argoproj.io/instance': 'shop' }, {}, { tool: 'argocd', name: 'shop' }],
])('%s', (_, labels, annotations, expected) => expect(managedBy({ labels, annotations })).toEqual(expected))

{{- define "sluice.name" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains "sluice" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-sluice" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects pods: it never changes. */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: sluice
app.kubernetes.io/part-of: sluice
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* metadata of an object: dict root, name (after the common one), optional namespace, cluster, labels, annotations. */}}
{{- define "sluice.metadata" -}}
{{- $root := .root -}}
name: {{ include "sluice.name" $root }}{{ with .name }}-{{ . }}{{ end }}
{{- if not .cluster }}
namespace: {{ .namespace | default $root.Release.Namespace }}
{{- end }}
labels:
  {{- include "sluice.labels" $root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) $root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "sluice.isSplit" -}}
{{- if ne .Values.database.type "sqlite" }}true{{ end -}}
{{- end -}}

{{- define "sluice.hasWebhook" -}}
{{- if and .Values.webhook.enabled (not .Values.namespaced) }}true{{ end -}}
{{- end -}}

{{- define "sluice.secret" -}}
{{- .Values.secrets.existing | default (printf "%s-secrets" (include "sluice.name" .)) -}}
{{- end -}}

{{- define "sluice.databaseSecret" -}}
{{- .Values.database.existingSecret | default (printf "%s-postgres" (include "sluice.name" .)) -}}
{{- end -}}

{{/* The account of the process that has the dashboard. */}}
{{- define "sluice.consoleAccount" -}}
{{ include "sluice.name" . }}-{{ if include "sluice.isSplit" . }}dashboard{{ else }}controller{{ end }}
{{- end -}}

{{/* name of a variable, then the key of the Secret: dict root, name, key. */}}
{{- define "sluice.secretEnv" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ .secret | default (include "sluice.secret" .root) }}, key: {{ .key | default .name }} } }
{{- end -}}

{{- define "sluice.image" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
{{- with .Values.image.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- end -}}

{{- define "sluice.confined" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{- define "sluice.folders" -}}
volumeMounts:
  - { name: data, mountPath: /data }
  - { name: tmp, mountPath: /tmp }
{{- end -}}

{{/* Of a user that is not root: dict user, fsGroup, changesOnce. */}}
{{- define "sluice.user" -}}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  {{- if .fsGroup }}
  fsGroup: {{ .user }}
  {{- end }}
  {{- if .changesOnce }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "sluice.away" -}}
- { key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 30 }
- { key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 30 }
{{- end -}}

{{/* Where pods run: dict root, part (of the values), component (spread over nodes), isEverywhere (a DaemonSet, which bears nodes that are away). */}}
{{- define "sluice.scheduling" -}}
{{- with .part.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .component }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "sluice.selector" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
{{- end }}
{{- if or .part.tolerations (not .isEverywhere) }}
tolerations:
  {{- if not .isEverywhere }}
  {{- include "sluice.away" . | nindent 2 }}
  {{- end }}
  {{- with .part.tolerations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Pods are replaced when their settings change: dict root, own. */}}
{{- define "sluice.podAnnotations" -}}
{{- $settings := include (print .root.Template.BasePath "/settings.yaml") .root | sha256sum -}}
{{- toYaml (merge (dict "checksum/settings" $settings) (.own | default dict)) -}}
{{- end -}}

{{/* Probes over HTTP: dict port, period of the start, scheme. */}}
{{- define "sluice.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: {{ .port }}{{ with .scheme }}, scheme: {{ . }}{{ end }} }
  periodSeconds: 2
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /readyz, port: {{ .port }}{{ with .scheme }}, scheme: {{ . }}{{ end }} }
  periodSeconds: 5
livenessProbe:
  httpGet: { path: /healthz, port: {{ .port }}{{ with .scheme }}, scheme: {{ . }}{{ end }} }
  periodSeconds: 10
  timeoutSeconds: 5
lifecycle:
  preStop: { sleep: { seconds: 5 } }
{{- end -}}

{{- define "sluice.databaseEnv" -}}
{{- if include "sluice.isSplit" . }}
{{ include "sluice.secretEnv" (dict "root" . "name" "DATABASE_URL" "secret" (include "sluice.databaseSecret" .)) }}
{{- end }}
{{- end -}}

{{- define "sluice.dashboardContainer" -}}
- name: dashboard
  {{- include "sluice.image" . | nindent 2 }}
  command: [node, --max-semi-space-size=2, app/main.ts]
  envFrom:
    - configMapRef: { name: {{ include "sluice.name" . }}-settings }
    - configMapRef: { name: {{ include "sluice.name" . }}-cluster }
  env:
    {{- include "sluice.databaseEnv" . | trim | nindent 4 }}
    {{- include "sluice.secretEnv" (dict "root" . "name" "SLUICE_SECRET_KEY") | nindent 4 }}
    {{- include "sluice.secretEnv" (dict "root" . "name" "SLUICE_LINK_TOKEN") | nindent 4 }}
    {{- include "sluice.secretEnv" (dict "root" . "name" "SLUICE_SETUP_TOKEN") | nindent 4 }}
  ports:
    - { name: dashboard, containerPort: 3000 }
  {{- include "sluice.probes" (dict "port" "dashboard") | nindent 2 }}
  resources:
    {{- toYaml .Values.dashboard.resources | nindent 4 }}
  {{- include "sluice.confined" . | nindent 2 }}
  {{- include "sluice.folders" . | nindent 2 }}
{{- end -}}

{{- define "sluice.controllerContainer" -}}
- name: controller
  {{- include "sluice.image" . | nindent 2 }}
  command: [node, --max-semi-space-size=2, lib/control/main.ts]
  envFrom:
    - configMapRef: { name: {{ include "sluice.name" . }}-settings }
    - configMapRef: { name: {{ include "sluice.name" . }}-cluster }
    - configMapRef: { name: {{ include "sluice.name" . }}-admission }
  env:
    {{- include "sluice.databaseEnv" . | trim | nindent 4 }}
    - name: SLUICE_LINK_HOST
      value: 0.0.0.0
    {{- include "sluice.secretEnv" (dict "root" . "name" "SLUICE_SECRET_KEY") | nindent 4 }}
    {{- include "sluice.secretEnv" (dict "root" . "name" "SLUICE_LINK_TOKEN") | nindent 4 }}
  ports:
    - { name: link, containerPort: 8200 }
    {{- if include "sluice.hasWebhook" . }}
    - { name: webhook, containerPort: {{ .Values.webhook.port }} }
    {{- end }}
  {{- include "sluice.probes" (dict "port" "link" "scheme" "HTTPS") | nindent 2 }}
  resources:
    {{- toYaml .Values.controller.resources | nindent 4 }}
  {{- include "sluice.confined" . | nindent 2 }}
  {{- include "sluice.folders" . | nindent 2 }}
{{- end -}}

{{- define "sluice.waitContainer" -}}
- name: wait-for-database
  {{- include "sluice.image" . | nindent 2 }}
  command: [node, lib/store/migrate-main.ts, --wait]
  env:
    {{- include "sluice.databaseEnv" . | trim | nindent 4 }}
    {{- include "sluice.secretEnv" (dict "root" . "name" "SLUICE_SECRET_KEY") | nindent 4 }}
  resources:
    requests: { cpu: 50m, memory: 64Mi }
    limits: { memory: 256Mi }
  {{- include "sluice.confined" . | nindent 2 }}
  {{- include "sluice.folders" . | nindent 2 }}
{{- end -}}

{{/* Rights: dict root, name, rules (YAML), accounts, cluster, namespace, binding. */}}
{{- define "sluice.role" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ if .cluster }}ClusterRole{{ else }}Role{{ end }}
metadata:
  {{- include "sluice.metadata" . | nindent 2 }}
rules:
  {{- .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ if .cluster }}ClusterRoleBinding{{ else }}RoleBinding{{ end }}
metadata:
  {{- include "sluice.metadata" (merge (dict "name" (.binding | default .name)) .) | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ if .cluster }}ClusterRole{{ else }}Role{{ end }}
  name: {{ include "sluice.name" .root }}-{{ .name }}
subjects:
  {{- $root := .root }}
  {{- range .accounts }}
  - kind: ServiceAccount
    name: {{ . }}
    namespace: {{ $root.Release.Namespace }}
  {{- end }}
{{- end -}}

{{- define "sluice.writerRules" -}}
- apiGroups: [networking.k8s.io]
  resources: [ingresses]
  verbs: [get, create, patch, delete]
- apiGroups: ['']
  resources: [services, secrets]
  verbs: [get, create, patch, delete]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, create, patch, delete]
{{- end -}}

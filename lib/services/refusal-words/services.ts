import type { Phrase } from './phrase.ts'

/** What is said of services, upstreams and certificates that no Service, EndpointSlice or Secret can hold. */
export const SERVICE_PHRASES: readonly Phrase[] = [
  [
    'The Ingresses that name a Secret in spec.tls say which names it serves; choose the certificate at a route instead',
    'Secret 用于哪些名称由在 spec.tls 中引用它的 Ingress 决定；请改在路由上选择证书',
  ],
  ['A TLS Secret has no place for the authorities of clients', 'TLS Secret 中没有存放客户端 CA 的位置'],
  ['A TLS Secret has no place for tags', 'TLS Secret 中没有存放标签的位置'],
  [
    '"{name}" cannot be a Secret; name it <namespace>.<secret>, such as "default.shop-tls"',
    '“{name}”不能作为 Secret；请以 <命名空间>.<Secret> 命名，例如“default.shop-tls”',
  ],
  [
    'There is a Secret {secret} already, and it is no certificate of this workspace: choose another name',
    '已有 Secret {secret}，且它不是此工作区的证书：请改用其他名称',
  ],
  ['The namespace {namespace} is none of this workspace: {namespaces}', '命名空间 {namespace} 不属于此工作区：{namespaces}'],
  [
    'No Secret of this namespace that is known holds these authorities; put them into one as "ca.crt", and name it by sluice.dev/ca-certificates',
    '本命名空间中没有已知的 Secret 含有这些 CA；请将它们作为“ca.crt”放入一个 Secret，并用 sluice.dev/ca-certificates 指定它',
  ],
  ['Only a certificate of the same namespace whose Secret is there can be shown to the targets', '只能向目标出示同一命名空间中其 Secret 已存在的证书'],
  [
    'The annotation for the weights of targets would be longer than what is read; give fewer targets a weight of their own',
    '目标权重的注解会超过可读取的长度；请为较少的目标单独设置权重',
  ],
  [
    'The parameters of the class say something of upstreams, so that every ExternalName has one; make the host the target of an upstream',
    '类的参数中有上游设置，因此每个 ExternalName 都有上游；请将该主机设为上游的目标',
  ],
  ['All ports of a Service have this in common, and they are wanted otherwise in the same change', 'Service 的所有端口共用此设置，而同一次更改对它们的要求不同'],
  [
    'All ports of a Service have this in common, and another one is wanted otherwise in the same change',
    'Service 的所有端口共用此设置，而同一次更改对另一个端口的要求不同',
  ],
  [
    'All ports of the Service {service} have this in common: it would change for {others}, too',
    'Service {service} 的所有端口共用此设置：{others} 也会随之改变',
  ],
  [
    'ingress-nginx has this in annotations of Ingresses, for all Services that they lead to; it cannot be said of a Service',
    'ingress-nginx 在 Ingress 的注解中设置此项，对其指向的所有 Service 生效；无法对单个 Service 设置',
  ],
  ['No annotation says this', '没有注解能表达此设置'],
  [
    '"{name}" cannot be the port of a Service; name it <namespace>.<Service>.<port>, such as "default.shop.80"',
    '“{name}”不能作为 Service 的端口；请以 <命名空间>.<Service>.<端口> 命名，例如“default.shop.80”',
  ],
  ['The name of a Service begins with a letter: "{name}"', 'Service 的名称必须以字母开头：“{name}”'],
  [
    'Kubernetes takes names of lower-case letters, digits, "-" and "." alone, unlike "{host}"',
    'Kubernetes 只接受由小写字母、数字、“-”和“.”组成的名称，“{host}”不符合',
  ],
  ['"{host}" is the proxy itself or its own link', '“{host}”是代理本机或其本地链路'],
  ['The upstream of a Service in a cluster has its own name, "{name}"', '集群中 Service 的上游与其同名：“{name}”'],
  ['Services of UDP are not written to clusters', 'UDP 服务不会写入集群'],
  [
    'A service with a host of its own is an ExternalName; choose this type, or an upstream instead of the host',
    '带有主机的服务是 ExternalName；请选择此类型，或用上游代替主机',
  ],
  ['Only a Service of type NodePort or LoadBalancer has a node port; leave it out', '只有 NodePort 或 LoadBalancer 类型的 Service 才有节点端口；请去掉此项'],
  ['Only a Service of type ClusterIP can be headless', '只有 ClusterIP 类型的 Service 才能是 headless'],
  [
    'Kubernetes never changes the cluster IP of a Service, so it stays headless or not; make another Service',
    'Kubernetes 不会更改 Service 的集群 IP，因此无法切换是否 headless；请另建一个 Service',
  ],
  ['The port of an ExternalName stands beside its host; leave it out here', 'ExternalName 的端口与其主机写在一起；请在此处去掉'],
  ['An ExternalName leads to a name; make an address the target of an upstream', 'ExternalName 指向名称；若要使用地址，请将其设为上游的目标'],
  ['The service of this name has a host, and with it no upstream; take away the one or the other', '同名服务已有主机，因此没有上游；请去掉二者之一'],
  ['An ExternalName has one target, a host name; for others give its service another type', 'ExternalName 只有一个目标，即主机名；若要使用其他目标，请更改其服务的类型'],
  ['Kubernetes takes no IPv4 address in IPv6; write "{host}" as IPv4', 'Kubernetes 不接受嵌入 IPv6 的 IPv4 地址；请将“{host}”写成 IPv4'],
  ['Kubernetes takes IPv6 addresses in one form alone; write "{host}"', 'Kubernetes 只接受一种形式的 IPv6 地址；请写成“{host}”'],
  [
    'Kubernetes takes no address of the machine itself, of its own link or of nobody as an endpoint: "{host}"',
    'Kubernetes 不接受本机、本地链路或未指定的地址作为端点：“{host}”',
  ],
  ['A cluster has no targets that are switched off; give it the weight 0', '集群中没有停用的目标；请将其权重设为 0'],
  [
    'Without a selector the pods that are its targets now would stay so for ever, since nobody keeps their EndpointSlices any more; make another Service',
    '去掉选择器后，现有的目标 Pod 会一直保留，因为不再有控制器维护它们的 EndpointSlice；请另建一个 Service',
  ],
  [
    'The target {target} stands in the EndpointSlice "{slice}", which others keep; take it out there',
    '目标 {target} 位于由他人维护的 EndpointSlice“{slice}”中；请在那里移除它',
  ],
  [
    'Its targets are the pods that the selector of its service picks; take the selector away to name them here',
    '其目标是服务的选择器选中的 Pod；若要在此指定目标，请去掉选择器',
  ],
  ['This upstream is a view of the service "{name}", and goes with it; delete the service', '此上游是服务“{name}”的另一视图，随服务一同删除；请删除该服务'],
  ['This upstream is a view of the service "{name}", which is to be deleted', '此上游是服务“{name}”的另一视图，而该服务将被删除'],
  [
    'The port {port} would be called "{name}", and the EndpointSlice "{slice}", which others keep, does not know that name; name it there first',
    '端口 {port} 将更名为“{name}”，而由他人维护的 EndpointSlice“{slice}”中没有此名称；请先在那里更名',
  ],
  [
    'Routes lead to the host of {service} by other ports of it, too: {ports}; change these routes first',
    '还有路由通过其他端口（{ports}）指向 {service} 的主机；请先更改这些路由',
  ],
  ['it has no "{file}"', '其中没有“{file}”'],
  ['"{file}" holds no certificate in PEM', '“{file}”中没有 PEM 格式的证书'],
  ['"{file}" holds no private key in PEM', '“{file}”中没有 PEM 格式的私钥'],
  ['"tls.crt" cannot be read', '无法读取“tls.crt”'],
]

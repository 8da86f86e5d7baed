/**
 * Numbers of the fields on the protobuf wire of Kubernetes 1.36, a line for each message: `NUMBER:FIELD`, or
 * `NUMBER>MESSAGE` where Go embeds a struct, whose fields JSON writes one level up. Field types are those of the API
 * schema. Numbers are part of the wire format and never change; they were read off the .proto files of k8s.io/api.
 */
export const fieldNumbers = `
AWSElasticBlockStoreVolumeSource 1:volumeID 2:fsType 3:partition 4:readOnly
Affinity 1:nodeAffinity 2:podAffinity 3:podAntiAffinity
AggregationRule 1:clusterRoleSelectors
AllocatedDeviceStatus 1:driver 2:pool 3:device 7:shareID 4:conditions 5:data 6:networkData
AllocationResult 1:devices 3:nodeSelector 5:allocationTimestamp
AppArmorProfile 1:type 2:localhostProfile
ApplyConfiguration 1:expression
AttachedVolume 1:name 2:devicePath
AttestationValue 1:items
AuditAnnotation 1:key 2:valueExpression
AzureDiskVolumeSource 1:diskName 2:diskURI 3:cachingMode 4:fsType 5:readOnly 6:kind
AzureFilePersistentVolumeSource 1:secretName 2:shareName 3:readOnly 4:secretNamespace
AzureFileVolumeSource 1:secretName 2:shareName 3:readOnly
Binding 1:metadata 2:target
BoundObjectReference 1:kind 2:apiVersion 3:name 4:uid
CELDeviceSelector 1:expression
CSIDriver 1:metadata 2:spec
CSIDriverSpec 1:attachRequired 2:podInfoOnMount 3:volumeLifecycleModes 4:storageCapacity 5:fsGroupPolicy 6:tokenRequests 7:requiresRepublish 8:seLinuxMount 9:nodeAllocatableUpdatePeriodSeconds 10:serviceAccountTokenInSecrets 11:preventPodSchedulingIfMissing
CSINode 1:metadata 2:spec 3>CSINodeStatus
CSINodeDriver 1:name 2:nodeID 3:topologyKeys 4:allocatable
CSINodeSpec 1:drivers
CSINodeStatus 1:storageHealth
CSIPersistentVolumeSource 1:driver 2:volumeHandle 3:readOnly 4:fsType 5:volumeAttributes 6:controllerPublishSecretRef 7:nodeStageSecretRef 8:nodePublishSecretRef 9:controllerExpandSecretRef 10:nodeExpandSecretRef
CSIStorageCapacity 1:metadata 2:nodeTopology 3:storageClassName 4:capacity 5:maximumVolumeSize
CSIVolumeSource 1:driver 2:readOnly 3:fsType 4:volumeAttributes 5:nodePublishSecretRef
Capabilities 1:add 2:drop
CapacityRequestPolicy 1:default 3:validValues 4:validRange
CapacityRequestPolicyRange 1:min 2:max 3:step
CapacityRequirements 1:requests
CephFSPersistentVolumeSource 1:monitors 2:path 3:user 4:secretFile 5:secretRef 6:readOnly
CephFSVolumeSource 1:monitors 2:path 3:user 4:secretFile 5:secretRef 6:readOnly
CertificateSigningRequest 1:metadata 2:spec 3:status
CertificateSigningRequestCondition 1:type 6:status 2:reason 3:message 4:lastUpdateTime 5:lastTransitionTime
CertificateSigningRequestSpec 1:request 7:signerName 8:expirationSeconds 5:usages 2:username 3:uid 4:groups 6:extra
CertificateSigningRequestStatus 1:conditions 2:certificate
CinderPersistentVolumeSource 1:volumeID 2:fsType 3:readOnly 4:secretRef
CinderVolumeSource 1:volumeID 2:fsType 3:readOnly 4:secretRef
ClientIPConfig 1:timeoutSeconds
ClusterRole 1:metadata 2:rules 3:aggregationRule
ClusterRoleBinding 1:metadata 2:subjects 3:roleRef
ClusterTrustBundle 1:metadata 2:spec
ClusterTrustBundleProjection 1:name 2:signerName 3:labelSelector 5:optional 4:path
ClusterTrustBundleSpec 1:signerName 2:trustBundle
ComponentCondition 1:type 2:status 3:message 4:error
ComponentStatus 1:metadata 2:conditions
Condition 1:type 2:status 3:observedGeneration 4:lastTransitionTime 5:reason 6:message
ConfigMap 1:metadata 4:immutable 2:data 3:binaryData
ConfigMapEnvSource 1>LocalObjectReference 2:optional
ConfigMapKeySelector 1>LocalObjectReference 2:key 3:optional
ConfigMapNodeConfigSource 1:namespace 2:name 3:uid 4:resourceVersion 5:kubeletConfigKey
ConfigMapProjection 1>LocalObjectReference 2:items 4:optional
ConfigMapVolumeSource 1>LocalObjectReference 2:items 3:defaultMode 4:optional
Container 1:name 2:image 3:command 4:args 5:workingDir 6:ports 19:envFrom 7:env 8:resources 23:resizePolicy 24:restartPolicy 25:restartPolicyRules 9:volumeMounts 21:volumeDevices 10:livenessProbe 11:readinessProbe 22:startupProbe 12:lifecycle 13:terminationMessagePath 20:terminationMessagePolicy 14:imagePullPolicy 15:securityContext 16:stdin 17:stdinOnce 18:tty
ContainerExtendedResourceRequest 1:containerName 2:resourceName 3:requestName
ContainerImage 1:names 2:sizeBytes
ContainerPort 1:name 2:hostPort 3:containerPort 4:protocol 5:hostIP
ContainerResizePolicy 1:resourceName 2:restartPolicy
V2ContainerResourceMetricSource 1:name 2:target 3:container
V2ContainerResourceMetricStatus 1:name 2:current 3:container
ContainerRestartRule 1:action 2:exitCodes
ContainerRestartRuleOnExitCodes 1:operator 2:values
ContainerState 1:waiting 2:running 3:terminated
ContainerStateRunning 1:startedAt
ContainerStateTerminated 1:exitCode 2:signal 3:reason 4:message 5:startedAt 6:finishedAt 7:containerID
ContainerStateWaiting 1:reason 2:message
ContainerStatus 1:name 2:state 3:lastState 4:ready 5:restartCount 6:image 7:imageID 8:containerID 9:started 10:allocatedResources 11:resources 12:volumeMounts 13:user 14:allocatedResourcesStatus 15:stopSignal
ContainerUser 1:linux
ControllerRevision 1:metadata 2:data 3:revision
Counter 1:value
CounterSet 1:name 2:counters
CronJob 1:metadata 2:spec 3:status
CronJobSpec 1:schedule 8:timeZone 2:startingDeadlineSeconds 3:concurrencyPolicy 4:suspend 5:jobTemplate 6:successfulJobsHistoryLimit 7:failedJobsHistoryLimit
CronJobStatus 1:active 4:lastScheduleTime 5:lastSuccessfulTime
CrossVersionObjectReference 1:kind 2:name 3:apiVersion
V2CrossVersionObjectReference 1:kind 2:name 3:apiVersion
DaemonEndpoint 1:Port
DaemonSet 1:metadata 2:spec 3:status
DaemonSetCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
DaemonSetSpec 1:selector 2:template 3:updateStrategy 4:minReadySeconds 6:revisionHistoryLimit
DaemonSetStatus 1:currentNumberScheduled 2:numberMisscheduled 3:desiredNumberScheduled 4:numberReady 5:observedGeneration 6:updatedNumberScheduled 7:numberAvailable 8:numberUnavailable 9:collisionCount 10:conditions
DaemonSetUpdateStrategy 1:type 2:rollingUpdate
DeleteOptions 1:gracePeriodSeconds 2:preconditions 3:orphanDependents 4:propagationPolicy 5:dryRun 6:ignoreStoreReadErrorWithClusterBreakingPotential
Deployment 1:metadata 2:spec 3:status
DeploymentCondition 1:type 2:status 6:lastUpdateTime 7:lastTransitionTime 4:reason 5:message
DeploymentSpec 1:replicas 2:selector 3:template 4:strategy 5:minReadySeconds 6:revisionHistoryLimit 7:paused 9:progressDeadlineSeconds
DeploymentStatus 1:observedGeneration 2:replicas 3:updatedReplicas 7:readyReplicas 4:availableReplicas 5:unavailableReplicas 9:terminatingReplicas 6:conditions 8:collisionCount
DeploymentStrategy 1:type 2:rollingUpdate
Device 1:name 2:attributes 3:capacity 4:consumesCounters 5:nodeName 6:nodeSelector 7:allNodes 8:taints 9:bindsToNode 10:bindingConditions 11:bindingFailureConditions 12:allowMultipleAllocations
DeviceAllocationConfiguration 1:source 2:requests 3>DeviceConfiguration
DeviceAllocationResult 1:results 2:config
DeviceAttribute 2:int 3:bool 4:string 5:version 6:ints 7:bools 8:strings 9:versions
DeviceCapacity 1:value 2:requestPolicy
DeviceClaim 1:requests 2:constraints 3:config
DeviceClaimConfiguration 1:requests 2>DeviceConfiguration
DeviceClass 1:metadata 2:spec
DeviceClassConfiguration 1>DeviceConfiguration
DeviceClassSpec 1:selectors 2:config 4:extendedResourceName
DeviceConfiguration 1:opaque
DeviceConstraint 1:requests 2:matchAttribute 3:distinctAttribute
DeviceCounterConsumption 1:counterSet 2:counters
DeviceRequest 1:name 2:exactly 3:firstAvailable
DeviceRequestAllocationResult 1:request 2:driver 3:pool 4:device 5:adminAccess 6:tolerations 7:bindingConditions 8:bindingFailureConditions 9:shareID 10:consumedCapacity
DeviceSelector 1:cel
DeviceSubRequest 1:name 2:deviceClassName 3:selectors 4:allocationMode 5:count 6:tolerations 7:capacity
DeviceTaint 1:key 2:value 3:effect 4:timeAdded
DeviceTaintRule 1:metadata 2:spec 3:status
DeviceTaintRuleSpec 1:deviceSelector 2:taint
DeviceTaintRuleStatus 1:conditions
DeviceTaintSelector 2:driver 3:pool 4:device
DeviceToleration 1:key 2:operator 3:value 4:effect 5:tolerationSeconds
DownwardAPIProjection 1:items
DownwardAPIVolumeFile 1:path 2:fieldRef 3:resourceFieldRef 4:mode
DownwardAPIVolumeSource 1:items 2:defaultMode
EmptyDirVolumeSource 1:medium 2:sizeLimit
Endpoint 1:addresses 2:conditions 3:hostname 4:targetRef 5:deprecatedTopology 6:nodeName 7:zone 8:hints
EndpointAddress 1:ip 3:hostname 4:nodeName 2:targetRef
EndpointConditions 1:ready 2:serving 3:terminating
EndpointHints 1:forZones 2:forNodes
CoreV1EndpointPort 1:name 2:port 3:protocol 4:appProtocol
DiscoveryV1EndpointPort 1:name 2:protocol 3:port 4:appProtocol
EndpointSlice 1:metadata 4:addressType 2:endpoints 3:ports
EndpointSubset 1:addresses 2:notReadyAddresses 3:ports
Endpoints 1:metadata 2:subsets
EnvFromSource 1:prefix 2:configMapRef 3:secretRef
EnvVar 1:name 2:value 3:valueFrom
EnvVarSource 1:fieldRef 2:resourceFieldRef 3:configMapKeyRef 4:secretKeyRef 5:fileKeyRef
EphemeralContainer 1>EphemeralContainerCommon 2:targetContainerName
EphemeralContainerCommon 1:name 2:image 3:command 4:args 5:workingDir 6:ports 19:envFrom 7:env 8:resources 23:resizePolicy 24:restartPolicy 25:restartPolicyRules 9:volumeMounts 21:volumeDevices 10:livenessProbe 11:readinessProbe 22:startupProbe 12:lifecycle 13:terminationMessagePath 20:terminationMessagePolicy 14:imagePullPolicy 15:securityContext 16:stdin 17:stdinOnce 18:tty
EphemeralVolumeSource 1:volumeClaimTemplate
CoreV1Event 1:metadata 2:involvedObject 3:reason 4:message 5:source 6:firstTimestamp 7:lastTimestamp 8:count 9:type 10:eventTime 11:series 12:action 13:related 14:reportingComponent 15:reportingInstance
EventsV1Event 1:metadata 2:eventTime 3:series 4:reportingController 5:reportingInstance 6:action 7:reason 8:regarding 9:related 10:note 11:type 12:deprecatedSource 13:deprecatedFirstTimestamp 14:deprecatedLastTimestamp 15:deprecatedCount
CoreV1EventSeries 1:count 2:lastObservedTime
EventsV1EventSeries 1:count 2:lastObservedTime
EventSource 1:component 2:host
Eviction 1:metadata 2:deleteOptions
EvictionResponder 1:name 2:priority
ExactDeviceRequest 1:deviceClassName 2:selectors 3:allocationMode 4:count 5:adminAccess 6:tolerations 7:capacity
ExecAction 1:command
ExemptPriorityLevelConfiguration 1:nominalConcurrencyShares 2:lendablePercent
ExpressionWarning 2:fieldRef 3:warning
V2ExternalMetricSource 1:metric 2:target
V2ExternalMetricStatus 1:metric 2:current
FCVolumeSource 1:targetWWNs 2:lun 3:fsType 4:readOnly 5:wwids
FieldSelectorAttributes 1:rawSelector 2:requirements
FieldSelectorRequirement 1:key 2:operator 3:values
FileKeySelector 1:volumeName 2:path 3:key 4:optional
FlexPersistentVolumeSource 1:driver 2:fsType 3:secretRef 4:readOnly 5:options
FlexVolumeSource 1:driver 2:fsType 3:secretRef 4:readOnly 5:options
FlockerVolumeSource 1:datasetName 2:datasetUUID
FlowDistinguisherMethod 1:type
FlowSchema 1:metadata 2:spec 3:status
FlowSchemaCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
FlowSchemaSpec 1:priorityLevelConfiguration 2:matchingPrecedence 3:distinguisherMethod 4:rules
FlowSchemaStatus 1:conditions
ForNode 1:name
ForZone 1:name
GCEPersistentDiskVolumeSource 1:pdName 2:fsType 3:partition 4:readOnly
GRPCAction 1:port 2:service
GitRepoVolumeSource 1:repository 2:revision 3:directory
GlusterfsPersistentVolumeSource 1:endpoints 2:path 3:readOnly 4:endpointsNamespace
GlusterfsVolumeSource 1:endpoints 2:path 3:readOnly
GroupSubject 1:name
V2HPAScalingPolicy 1:type 2:value 3:periodSeconds
V2HPAScalingRules 3:stabilizationWindowSeconds 1:selectPolicy 2:policies 4:tolerance
HTTPGetAction 1:path 2:port 3:host 4:scheme 5:httpHeaders
HTTPHeader 1:name 2:value
HTTPIngressPath 1:path 3:pathType 2:backend
HTTPIngressRuleValue 1:paths
HorizontalPodAutoscaler 1:metadata 2:spec 3:status
V2HorizontalPodAutoscaler 1:metadata 2:spec 3:status
V2HorizontalPodAutoscalerBehavior 1:scaleUp 2:scaleDown
V2HorizontalPodAutoscalerCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
HorizontalPodAutoscalerSpec 1:scaleTargetRef 2:minReplicas 3:maxReplicas 4:targetCPUUtilizationPercentage
V2HorizontalPodAutoscalerSpec 1:scaleTargetRef 2:minReplicas 3:maxReplicas 4:metrics 5:behavior
HorizontalPodAutoscalerStatus 1:observedGeneration 2:lastScaleTime 3:currentReplicas 4:desiredReplicas 5:currentCPUUtilizationPercentage
V2HorizontalPodAutoscalerStatus 1:observedGeneration 2:lastScaleTime 3:currentReplicas 4:desiredReplicas 5:currentMetrics 6:conditions
HostAlias 1:ip 2:hostnames
HostIP 1:ip
HostPathVolumeSource 1:path 2:type
IPAddress 1:metadata 2:spec
IPAddressSpec 1:parentRef
IPBlock 1:cidr 2:except
ISCSIPersistentVolumeSource 1:targetPortal 2:iqn 3:lun 4:iscsiInterface 5:fsType 6:readOnly 7:portals 8:chapAuthDiscovery 11:chapAuthSession 10:secretRef 12:initiatorName
ISCSIVolumeSource 1:targetPortal 2:iqn 3:lun 4:iscsiInterface 5:fsType 6:readOnly 7:portals 8:chapAuthDiscovery 11:chapAuthSession 10:secretRef 12:initiatorName
ImageVolumeSource 1:reference 2:pullPolicy
ImageVolumeStatus 1:imageRef
Ingress 1:metadata 2:spec 3:status
IngressBackend 4:service 3:resource
IngressClass 1:metadata 2:spec
IngressClassParametersReference 2:kind 3:name 4:scope 5:namespace 1:apiGroup
IngressClassSpec 1:controller 2:parameters
IngressLoadBalancerIngress 1:ip 2:hostname 4:ports
IngressLoadBalancerStatus 1:ingress
IngressPortStatus 1:port 2:protocol 3:error
IngressRule 1:host 2>IngressRuleValue
IngressRuleValue 1:http
IngressServiceBackend 1:name 2:port
IngressSpec 4:ingressClassName 1:defaultBackend 2:tls 3:rules
IngressStatus 1:loadBalancer
IngressTLS 1:hosts 2:secretName
JSONPatch 1:expression
Job 1:metadata 2:spec 3:status
JobCondition 1:type 2:status 3:lastProbeTime 4:lastTransitionTime 5:reason 6:message
JobSchedulingConfiguration 1:schedulingPolicy 2:schedulingConstraints 3:disruptionMode 4:resourceClaims
JobSpec 1:parallelism 2:completions 3:activeDeadlineSeconds 11:podFailurePolicy 16:successPolicy 7:backoffLimit 12:backoffLimitPerIndex 13:maxFailedIndexes 4:selector 5:manualSelector 6:template 8:ttlSecondsAfterFinished 9:completionMode 10:suspend 14:podReplacementPolicy 15:managedBy 17>JobSchedulingConfiguration
JobStatus 1:conditions 2:startTime 3:completionTime 4:active 5:succeeded 6:failed 11:terminating 7:completedIndexes 10:failedIndexes 8:uncountedTerminatedPods 9:ready
JobTemplateSpec 1:metadata 2:spec
KeyToPath 1:key 2:path 3:mode
LabelSelector 1:matchLabels 2:matchExpressions
LabelSelectorAttributes 1:rawSelector 2:requirements
LabelSelectorRequirement 1:key 2:operator 3:values
Lease 1:metadata 2:spec
LeaseSpec 1:holderIdentity 2:leaseDurationSeconds 3:acquireTime 4:renewTime 5:leaseTransitions 6:strategy 7:preferredHolder
Lifecycle 1:postStart 2:preStop 3:stopSignal
LifecycleHandler 1:exec 2:httpGet 3:tcpSocket 4:sleep
LimitRange 1:metadata 2:spec
LimitRangeItem 1:type 2:max 3:min 4:default 5:defaultRequest 6:maxLimitRequestRatio
LimitRangeSpec 1:limits
LimitResponse 1:type 2:queuing
LimitedPriorityLevelConfiguration 1:nominalConcurrencyShares 2:limitResponse 3:lendablePercent 4:borrowingLimitPercent
LinuxContainerUser 1:uid 2:gid 3:supplementalGroups
LoadBalancerIngress 1:ip 2:hostname 3:ipMode 4:ports
LoadBalancerStatus 1:ingress
LocalObjectReference 1:name
LocalSubjectAccessReview 1:metadata 2:spec 3:status
LocalVolumeSource 1:path 2:fsType
ManagedFieldsEntry 1:manager 2:operation 3:apiVersion 4:time 6:fieldsType 7:fieldsV1 8:subresource
MatchCondition 1:name 2:expression
MatchResources 1:namespaceSelector 2:objectSelector 3:resourceRules 4:excludeResourceRules 7:matchPolicy
V2MetricIdentifier 1:name 2:selector
V2MetricSpec 1:type 2:object 3:pods 4:resource 7:containerResource 5:external
V2MetricStatus 1:type 2:object 3:pods 4:resource 7:containerResource 5:external
V2MetricTarget 1:type 2:value 3:averageValue 4:averageUtilization
V2MetricValueStatus 1:value 2:averageValue 3:averageUtilization
ModifyVolumeStatus 1:targetVolumeAttributesClassName 2:status
MutatingAdmissionPolicy 1:metadata 2:spec
MutatingAdmissionPolicyBinding 1:metadata 2:spec
MutatingAdmissionPolicyBindingSpec 1:policyName 2:paramRef 3:matchResources
MutatingAdmissionPolicySpec 1:paramKind 2:matchConstraints 3:variables 4:mutations 5:failurePolicy 6:matchConditions 7:reinvocationPolicy
MutatingWebhook 1:name 2:clientConfig 3:rules 4:failurePolicy 9:matchPolicy 5:namespaceSelector 11:objectSelector 6:sideEffects 7:timeoutSeconds 8:admissionReviewVersions 10:reinvocationPolicy 12:matchConditions
MutatingWebhookConfiguration 1:metadata 2>MutatingWebhook
Mutation 2:patchType 3:applyConfiguration 4:jsonPatch
NFSVolumeSource 1:server 2:path 3:readOnly
NamedRuleWithOperations 1:resourceNames 2>RuleWithOperations
Namespace 1:metadata 2:spec 3:status
NamespaceCondition 1:type 2:status 4:lastTransitionTime 5:reason 6:message
NamespaceSpec 1:finalizers
NamespaceStatus 1:phase 2:conditions
NetworkDeviceData 1:interfaceName 2:ips 3:hardwareAddress
NetworkPolicy 1:metadata 2:spec
NetworkPolicyEgressRule 1:ports 2:to
NetworkPolicyIngressRule 1:ports 2:from
NetworkPolicyPeer 1:podSelector 2:namespaceSelector 3:ipBlock
NetworkPolicyPort 1:protocol 2:port 3:endPort
NetworkPolicySpec 1:podSelector 2:ingress 3:egress 4:policyTypes
Node 1:metadata 2:spec 3:status
NodeAddress 1:type 2:address
NodeAffinity 1:requiredDuringSchedulingIgnoredDuringExecution 2:preferredDuringSchedulingIgnoredDuringExecution
NodeAllocatableMappedResources 1:name 2:quantity
NodeAllocatableMapping 1:capacityKey 2:capacityMultiplier 3:deviceMultiplier
NodeAllocatableOverhead 1:perPod 2:perContainer
NodeAllocatableOverheadResources 1:name 2:perPod 3:perContainer
NodeAllocatableResource 3:mapping 4:overhead
NodeAllocatableResourceClaimStatus 1:resourceClaimName 2:containers 4>NodeAllocatableMappedResources 5>NodeAllocatableOverheadResources
NodeCondition 1:type 2:status 3:lastHeartbeatTime 4:lastTransitionTime 5:reason 6:message
NodeConfigSource 2:configMap
NodeConfigStatus 1:assigned 2:active 3:lastKnownGood 4:error
NodeDaemonEndpoints 1:kubeletEndpoint
NodeFeatures 1:supplementalGroupsPolicy
NodePodPreemptionPolicy 1:disableResizePreemption
NodeRuntimeHandler 1:name 2:features
NodeRuntimeHandlerFeatures 1:recursiveReadOnlyMounts 2:userNamespaces
NodeSelector 1:nodeSelectorTerms
NodeSelectorRequirement 1:key 2:operator 3:values
NodeSelectorTerm 1:matchExpressions 2:matchFields
NodeSpec 1:podCIDR 7:podCIDRs 3:providerID 4:unschedulable 5:taints 6:configSource 2:externalID 8>NodePodPreemptionPolicy
NodeStatus 1:capacity 2:allocatable 3:phase 4:conditions 5:addresses 6:daemonEndpoints 7:nodeInfo 8:images 9:volumesInUse 10:volumesAttached 11:config 12:runtimeHandlers 13:features 14:declaredFeatures
NodeSwapStatus 1:capacity
NodeSystemInfo 1:machineID 2:systemUUID 3:bootID 4:kernelVersion 5:osImage 6:containerRuntimeVersion 7:kubeletVersion 8:kubeProxyVersion 9:operatingSystem 10:architecture 11:swap
NonResourceAttributes 1:path 2:verb
NonResourcePolicyRule 1:verbs 6:nonResourceURLs
NonResourceRule 1:verbs 2:nonResourceURLs
ObjectFieldSelector 1:apiVersion 2:fieldPath
ObjectMeta 1:name 2:generateName 3:namespace 4:selfLink 5:uid 6:resourceVersion 7:generation 8:creationTimestamp 9:deletionTimestamp 10:deletionGracePeriodSeconds 11:labels 12:annotations 13:ownerReferences 14:finalizers 17:managedFields
V2ObjectMetricSource 1:describedObject 2:target 3:metric
V2ObjectMetricStatus 1:metric 2:current 3:describedObject
ObjectReference 1:kind 2:namespace 3:name 4:uid 5:apiVersion 6:resourceVersion 7:fieldPath
OpaqueDeviceConfiguration 1:driver 2:parameters
Overhead 1:podFixed
OwnerReference 5:apiVersion 1:kind 3:name 4:uid 6:controller 7:blockOwnerDeletion
ParamKind 1:apiVersion 2:kind
ParamRef 1:name 2:namespace 3:selector 4:parameterNotFoundAction
ParentReference 1:group 2:resource 3:namespace 4:name
PartialObjectMetadata 1:metadata
PersistentVolume 1:metadata 2:spec 3:status
PersistentVolumeClaim 1:metadata 2:spec 3:status
PersistentVolumeClaimCondition 1:type 2:status 3:lastProbeTime 4:lastTransitionTime 5:reason 6:message
PersistentVolumeClaimSpec 1:accessModes 4:selector 2:resources 3:volumeName 5:storageClassName 6:volumeMode 7:dataSource 8:dataSourceRef 9:volumeAttributesClassName
PersistentVolumeClaimStatus 1:phase 2:accessModes 3:capacity 4:conditions 5:allocatedResources 7:allocatedResourceStatuses 8:currentVolumeAttributesClassName 9:modifyVolumeStatus 10>VolumeHealthStatus
PersistentVolumeClaimTemplate 1:metadata 2:spec
PersistentVolumeClaimVolumeSource 1:claimName 2:readOnly
PersistentVolumeSource 1:gcePersistentDisk 2:awsElasticBlockStore 3:hostPath 4:glusterfs 5:nfs 6:rbd 7:iscsi 8:cinder 9:cephfs 10:fc 11:flocker 12:flexVolume 13:azureFile 14:vsphereVolume 15:quobyte 16:azureDisk 17:photonPersistentDisk 18:portworxVolume 19:scaleIO 20:local 21:storageos 22:csi
PersistentVolumeSpec 1:capacity 2>PersistentVolumeSource 3:accessModes 4:claimRef 5:persistentVolumeReclaimPolicy 6:storageClassName 7:mountOptions 8:volumeMode 9:nodeAffinity 10:volumeAttributesClassName
PersistentVolumeStatus 1:phase 2:message 3:reason 4:lastPhaseTransitionTime
PhotonPersistentDiskVolumeSource 1:pdID 2:fsType
Pod 1:metadata 2:spec 3:status
PodAffinity 1:requiredDuringSchedulingIgnoredDuringExecution 2:preferredDuringSchedulingIgnoredDuringExecution
PodAffinityTerm 1:labelSelector 2:namespaces 3:topologyKey 4:namespaceSelector 5:matchLabelKeys 6:mismatchLabelKeys
PodAntiAffinity 1:requiredDuringSchedulingIgnoredDuringExecution 2:preferredDuringSchedulingIgnoredDuringExecution
PodCertificateProjection 1:signerName 2:keyType 3:maxExpirationSeconds 4:credentialBundlePath 5:keyPath 6:certificateChainPath 7:userAnnotations
PodCertificateRequest 1:metadata 2:spec 3:status
PodCertificateRequestSpec 1:signerName 2:podName 3:podUID 4:serviceAccountName 5:serviceAccountUID 6:nodeName 7:nodeUID 8:maxExpirationSeconds 12:stubPKCS10Request 11:unverifiedUserAnnotations
PodCertificateRequestStatus 1:conditions 2:certificateChain 4:notBefore 5:beginRefreshAt 6:notAfter
PodCondition 1:type 7:observedGeneration 2:status 3:lastProbeTime 4:lastTransitionTime 5:reason 6:message
PodDNSConfig 1:nameservers 2:searches 3:options
PodDNSConfigOption 1:name 2:value
PodDisruptionBudget 1:metadata 2:spec 3:status
PodDisruptionBudgetSpec 1:minAvailable 2:selector 3:maxUnavailable 4:unhealthyPodEvictionPolicy
PodDisruptionBudgetStatus 1:observedGeneration 2:disruptedPods 3:disruptionsAllowed 4:currentHealthy 5:desiredHealthy 6:expectedPods 7:conditions
PodExtendedResourceClaimStatus 1:requestMappings 2:resourceClaimName
PodFailurePolicy 1:rules
PodFailurePolicyOnExitCodesRequirement 1:containerName 2:operator 3:values
PodFailurePolicyOnPodConditionsPattern 1:type 2:status
PodFailurePolicyRule 1:action 2:onExitCodes 3:onPodConditions
PodIP 1:ip
PodOS 1:name
PodReadinessGate 1:conditionType
PodResourceClaim 1:name 3:resourceClaimName 4:resourceClaimTemplateName
PodResourceClaimStatus 1:name 2:resourceClaimName
PodSchedulingGate 1:name
PodSchedulingGroup 1:podGroupName
PodSecurityContext 1:seLinuxOptions 8:windowsOptions 2:runAsUser 6:runAsGroup 3:runAsNonRoot 4:supplementalGroups 12:supplementalGroupsPolicy 5:fsGroup 7:sysctls 9:fsGroupChangePolicy 10:seccompProfile 11:appArmorProfile 13:seLinuxChangePolicy
PodSpec 1:volumes 20:initContainers 2:containers 34:ephemeralContainers 3:restartPolicy 4:terminationGracePeriodSeconds 5:activeDeadlineSeconds 6:dnsPolicy 7:nodeSelector 8:serviceAccountName 9:serviceAccount 21:automountServiceAccountToken 10:nodeName 11:hostNetwork 12:hostPID 13:hostIPC 27:shareProcessNamespace 14:securityContext 15:imagePullSecrets 16:hostname 17:subdomain 18:affinity 19:schedulerName 22:tolerations 23:hostAliases 24:priorityClassName 25:priority 26:dnsConfig 28:readinessGates 29:runtimeClassName 30:enableServiceLinks 31:preemptionPolicy 32:overhead 33:topologySpreadConstraints 35:setHostnameAsFQDN 36:os 37:hostUsers 38:schedulingGates 39:resourceClaims 40:resources 41:hostnameOverride 43:schedulingGroup 44>EvictionResponder
PodStatus 17:observedGeneration 1:phase 2:conditions 3:message 4:reason 11:nominatedNodeName 5:hostIP 16:hostIPs 6:podIP 12:podIPs 7:startTime 10:initContainerStatuses 8:containerStatuses 9:qosClass 13:ephemeralContainerStatuses 14:resize 15:resourceClaimStatuses 18:extendedResourceClaimStatus 19:allocatedResources 20:resources 21:nodeAllocatableResourceClaimStatuses 22>PodVolumeHealth
PodTemplate 1:metadata 2:template
PodTemplateSpec 1:metadata 2:spec
PodVolumeHealth 1:name 2:healthConditions 3:lastTransitionTime
V2PodsMetricSource 1:metric 2:target
V2PodsMetricStatus 1:metric 2:current
PolicyRule 1:verbs 2:apiGroups 3:resources 4:resourceNames 5:nonResourceURLs
PolicyRulesWithSubjects 1:subjects 2:resourceRules 3:nonResourceRules
PortStatus 1:port 2:protocol 3:error
PortworxVolumeSource 1:volumeID 2:fsType 3:readOnly
Preconditions 1:uid 2:resourceVersion
PreferredSchedulingTerm 1:weight 2:preference
PriorityClass 1:metadata 2:value 3:globalDefault 4:description 5:preemptionPolicy
PriorityLevelConfiguration 1:metadata 2:spec 3:status
PriorityLevelConfigurationCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
PriorityLevelConfigurationReference 1:name
PriorityLevelConfigurationSpec 1:type 2:limited 3:exempt
PriorityLevelConfigurationStatus 1:conditions
Probe 1>ProbeHandler 2:initialDelaySeconds 3:timeoutSeconds 4:periodSeconds 5:successThreshold 6:failureThreshold 7:terminationGracePeriodSeconds
ProbeHandler 1:exec 2:httpGet 3:tcpSocket 4:grpc
ProjectedVolumeSource 1:sources 2:defaultMode
QueuingConfiguration 1:queues 2:handSize 3:queueLengthLimit
QuobyteVolumeSource 1:registry 2:volume 3:readOnly 4:user 5:group 6:tenant
RBDPersistentVolumeSource 1:monitors 2:image 3:fsType 4:pool 5:user 6:keyring 7:secretRef 8:readOnly
RBDVolumeSource 1:monitors 2:image 3:fsType 4:pool 5:user 6:keyring 7:secretRef 8:readOnly
RangeAllocation 1:metadata 2:range 3:data
ReplicaSet 1:metadata 2:spec 3:status
ReplicaSetCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
ReplicaSetSpec 1:replicas 4:minReadySeconds 2:selector 3:template
ReplicaSetStatus 1:replicas 2:fullyLabeledReplicas 4:readyReplicas 5:availableReplicas 7:terminatingReplicas 3:observedGeneration 6:conditions
ReplicationController 1:metadata 2:spec 3:status
ReplicationControllerCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
ReplicationControllerSpec 1:replicas 4:minReadySeconds 2:selector 3:template
ReplicationControllerStatus 1:replicas 2:fullyLabeledReplicas 4:readyReplicas 5:availableReplicas 3:observedGeneration 6:conditions
ResourceAttributes 1:namespace 2:verb 3:group 4:version 5:resource 6:subresource 7:name 8:fieldSelector 9:labelSelector
CoreV1ResourceClaim 1:name 2:request
ResourceV1ResourceClaim 1:metadata 2:spec 3:status
ResourceClaimConsumerReference 1:apiGroup 3:resource 4:name 5:uid
ResourceClaimSpec 1:devices
ResourceClaimStatus 1:allocation 2:reservedFor 4:devices
ResourceClaimTemplate 1:metadata 2:spec
ResourceClaimTemplateSpec 1:metadata 2:spec
ResourceFieldSelector 1:containerName 2:resource 3:divisor
ResourceHealth 1:resourceID 2:health 6:message
V2ResourceMetricSource 1:name 2:target
V2ResourceMetricStatus 1:name 2:current
ResourcePolicyRule 1:verbs 2:apiGroups 3:resources 4:clusterScope 5:namespaces
ResourcePool 1:name 2:generation 3:resourceSliceCount
ResourceQuota 1:metadata 2:spec 3:status
ResourceQuotaSpec 1:hard 2:scopes 3:scopeSelector
ResourceQuotaStatus 1:hard 2:used
ResourceRequirements 1:limits 2:requests 3:claims
ResourceRule 1:verbs 2:apiGroups 3:resources 4:resourceNames
ResourceSlice 1:metadata 2:spec
ResourceSliceSpec 1:driver 2:pool 3:nodeName 4:nodeSelector 5:allNodes 6:devices 7:perDeviceNodeSelection 8:sharedCounters
ResourceStatus 1:name 2:resources
Role 1:metadata 2:rules
RoleBinding 1:metadata 2:subjects 3:roleRef
RoleRef 1:apiGroup 2:kind 3:name
RollingUpdateDaemonSet 1:maxUnavailable 2:maxSurge
RollingUpdateDeployment 1:maxUnavailable 2:maxSurge
RollingUpdateStatefulSetStrategy 1:partition 2:maxUnavailable
Rule 1:apiGroups 2:apiVersions 3:resources 4:scope
RuleWithOperations 1:operations 2>Rule
RuntimeClass 1:metadata 2:handler 3:overhead 4:scheduling
SELinuxOptions 1:user 2:role 3:type 4:level
Scale 1:metadata 2:spec 3:status
ScaleIOPersistentVolumeSource 1:gateway 2:system 3:secretRef 4:sslEnabled 5:protectionDomain 6:storagePool 7:storageMode 8:volumeName 9:fsType 10:readOnly
ScaleIOVolumeSource 1:gateway 2:system 3:secretRef 4:sslEnabled 5:protectionDomain 6:storagePool 7:storageMode 8:volumeName 9:fsType 10:readOnly
ScaleSpec 1:replicas
ScaleStatus 1:replicas 2:selector
Scheduling 1:nodeSelector 2:tolerations
ScopeSelector 1:matchExpressions
ScopedResourceSelectorRequirement 1:scopeName 2:operator 3:values
SeccompProfile 1:type 2:localhostProfile
Secret 1:metadata 5:immutable 2:data 4:stringData 3:type
SecretEnvSource 1>LocalObjectReference 2:optional
SecretKeySelector 1>LocalObjectReference 2:key 3:optional
SecretProjection 1>LocalObjectReference 2:items 4:optional
SecretReference 1:name 2:namespace
SecretVolumeSource 1:secretName 2:items 3:defaultMode 4:optional
SecurityContext 1:capabilities 2:privileged 3:seLinuxOptions 10:windowsOptions 4:runAsUser 8:runAsGroup 5:runAsNonRoot 6:readOnlyRootFilesystem 7:allowPrivilegeEscalation 9:procMount 11:seccompProfile 12:appArmorProfile
SelfSubjectAccessReview 1:metadata 2:spec 3:status
SelfSubjectAccessReviewSpec 1:resourceAttributes 2:nonResourceAttributes
SelfSubjectReview 1:metadata 2:status
SelfSubjectReviewStatus 1:userInfo
SelfSubjectRulesReview 1:metadata 2:spec 3:status
SelfSubjectRulesReviewSpec 1:namespace
Service 1:metadata 2:spec 3:status
ServiceAccount 1:metadata 2:secrets 3:imagePullSecrets 4:automountServiceAccountToken
ServiceAccountSubject 1:namespace 2:name
ServiceAccountTokenProjection 1:audience 2:expirationSeconds 3:path
ServiceBackendPort 1:name 2:number
ServiceCIDR 1:metadata 2:spec 3:status
ServiceCIDRSpec 1:cidrs
ServiceCIDRStatus 1:conditions
ServicePort 1:name 2:protocol 6:appProtocol 3:port 4:targetPort 5:nodePort
AdmissionregistrationV1ServiceReference 1:namespace 2:name 3:path 4:port
ServiceSpec 1:ports 2:selector 3:clusterIP 18:clusterIPs 4:type 5:externalIPs 7:sessionAffinity 8:loadBalancerIP 9:loadBalancerSourceRanges 10:externalName 11:externalTrafficPolicy 12:healthCheckNodePort 13:publishNotReadyAddresses 14:sessionAffinityConfig 19:ipFamilies 17:ipFamilyPolicy 20:allocateLoadBalancerNodePorts 21:loadBalancerClass 22:internalTrafficPolicy 23:trafficDistribution
ServiceStatus 1:loadBalancer 2:conditions
SessionAffinityConfig 1:clientIP
SleepAction 1:seconds
StatefulSet 1:metadata 2:spec 3:status
StatefulSetCondition 1:type 2:status 3:lastTransitionTime 4:reason 5:message
StatefulSetOrdinals 1:start
StatefulSetPersistentVolumeClaimRetentionPolicy 1:whenDeleted 2:whenScaled
StatefulSetSpec 1:replicas 2:selector 3:template 4:volumeClaimTemplates 5:serviceName 6:podManagementPolicy 7:updateStrategy 8:revisionHistoryLimit 9:minReadySeconds 10:persistentVolumeClaimRetentionPolicy 11:ordinals
StatefulSetStatus 1:observedGeneration 2:replicas 3:readyReplicas 4:currentReplicas 5:updatedReplicas 6:currentRevision 7:updateRevision 9:collisionCount 10:conditions 11:availableReplicas
StatefulSetUpdateStrategy 1:type 2:rollingUpdate
StorageClass 1:metadata 2:provisioner 3:parameters 4:reclaimPolicy 5:mountOptions 6:allowVolumeExpansion 7:volumeBindingMode 8:allowedTopologies
StorageHealth 1:name 2:healthConditions
StorageHealthCondition 1:status 2:reason 3:message 4:accessMode 5:volumeMode 6:lastTransitionTime
StorageOSPersistentVolumeSource 1:volumeName 2:volumeNamespace 3:fsType 4:readOnly 5:secretRef
StorageOSVolumeSource 1:volumeName 2:volumeNamespace 3:fsType 4:readOnly 5:secretRef
FlowcontrolV1Subject 1:kind 2:user 3:group 4:serviceAccount
RbacV1Subject 1:kind 2:apiGroup 3:name 4:namespace
SubjectAccessReview 1:metadata 2:spec 3:status
SubjectAccessReviewSpec 1:resourceAttributes 2:nonResourceAttributes 3:user 4:groups 5:extra 6:uid
SubjectAccessReviewStatus 1:allowed 4:denied 2:reason 3:evaluationError
SubjectRulesReviewStatus 1:resourceRules 2:nonResourceRules 3:incomplete 4:evaluationError
SuccessPolicy 1:rules
SuccessPolicyRule 1:succeededIndexes 2:succeededCount
Sysctl 1:name 2:value
TCPSocketAction 1:port 2:host
Taint 1:key 2:value 3:effect 4:timeAdded
AuthenticationV1TokenRequest 1:metadata 2:spec 3:status
StorageV1TokenRequest 1:audience 2:expirationSeconds
TokenRequestSpec 1:audiences 4:expirationSeconds 3:boundObjectRef
TokenRequestStatus 1:token 2:expirationTimestamp
TokenReview 1:metadata 2:spec 3:status
TokenReviewSpec 1:token 2:audiences
TokenReviewStatus 1:authenticated 2:user 4:audiences 3:error
Toleration 1:key 2:operator 3:value 4:effect 5:tolerationSeconds
TopologySelectorLabelRequirement 1:key 2:values
TopologySelectorTerm 1:matchLabelExpressions
TopologySpreadConstraint 1:maxSkew 2:topologyKey 3:whenUnsatisfiable 4:labelSelector 5:minDomains 6:nodeAffinityPolicy 7:nodeTaintsPolicy 8:matchLabelKeys
TypeChecking 1:expressionWarnings
TypedLocalObjectReference 1:apiGroup 2:kind 3:name
TypedObjectReference 1:apiGroup 2:kind 3:name 4:namespace
UncountedTerminatedPods 1:succeeded 2:failed
UserInfo 1:username 2:uid 3:groups 4:extra
UserSubject 1:name
ValidatingAdmissionPolicy 1:metadata 2:spec 3:status
ValidatingAdmissionPolicyBinding 1:metadata 2:spec
ValidatingAdmissionPolicyBindingSpec 1:policyName 2:paramRef 3:matchResources 4:validationActions
ValidatingAdmissionPolicySpec 1:paramKind 2:matchConstraints 3:validations 4:failurePolicy 5:auditAnnotations 6:matchConditions 7:variables
ValidatingAdmissionPolicyStatus 1:observedGeneration 2:typeChecking 3:conditions
ValidatingWebhook 1:name 2:clientConfig 3:rules 4:failurePolicy 9:matchPolicy 5:namespaceSelector 10:objectSelector 6:sideEffects 7:timeoutSeconds 8:admissionReviewVersions 11:matchConditions
ValidatingWebhookConfiguration 1:metadata 2>ValidatingWebhook
Validation 2:message 3:reason 4:messageExpression
Variable 
Volume 1:name 2>VolumeSource
VolumeAttachment 1:metadata 2:spec 3:status
VolumeAttachmentSource 1:persistentVolumeName 2:inlineVolumeSpec
VolumeAttachmentSpec 1:attacher 2:source 3:nodeName
VolumeAttachmentStatus 1:attached 2:attachmentMetadata 3:attachError 4:detachError
VolumeAttributesClass 1:metadata 2:driverName 3:parameters
VolumeDevice 1:name 2:devicePath
VolumeError 1:time 2:message 3:errorCode
VolumeHealthCondition 1:status 2:reason 3:message
VolumeHealthStatus 1:healthConditions 2:lastTransitionTime
VolumeMount 1:name 2:readOnly 7:recursiveReadOnly 3:mountPath 4:subPath 5:mountPropagation 6:subPathExpr
VolumeMountStatus 1:name 2:mountPath 3:readOnly 4:recursiveReadOnly 5:volumeStatus
VolumeNodeAffinity 1:required
VolumeNodeResources 1:count
VolumeProjection 1:secret 2:downwardAPI 3:configMap 4:serviceAccountToken 5:clusterTrustBundle 6:podCertificate
VolumeResourceRequirements 1:limits 2:requests
VolumeSource 1:hostPath 2:emptyDir 3:gcePersistentDisk 4:awsElasticBlockStore 5:gitRepo 6:secret 7:nfs 8:iscsi 9:glusterfs 10:persistentVolumeClaim 11:rbd 12:flexVolume 13:cinder 14:cephfs 15:flocker 16:downwardAPI 17:fc 18:azureFile 19:configMap 20:vsphereVolume 21:quobyte 22:azureDisk 23:photonPersistentDisk 26:projected 24:portworxVolume 25:scaleIO 27:storageos 28:csi 29:ephemeral 30:image
VolumeStatus 1:image
VsphereVirtualDiskVolumeSource 1:volumePath 2:fsType 3:storagePolicyName 4:storagePolicyID
AdmissionregistrationV1WebhookClientConfig 3:url 1:service 2:caBundle
WeightedPodAffinityTerm 1:weight 2:podAffinityTerm
WindowsSecurityContextOptions 1:gmsaCredentialSpecName 2:gmsaCredentialSpec 3:runAsUserName 4:hostProcess
`

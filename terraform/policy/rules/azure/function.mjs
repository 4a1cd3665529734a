// Rules over plans for Azure. The function: size, time, and how it answers.
import { names } from './grammar.mjs';
import { breach, each, eachApp, flexApps, inRange, noApp, premiumApps, setting, slots, target } from './model.mjs';

export default [
  // Concurrency
  {
    id: 'azure-max-instances',
    control: 'concurrency',
    target,
    public: null,
    exception: 'unbounded_instances',
    says: 'The number of instances has a cap, and no more than 100 without a reason.',
    check: model => [
      ...noApp(model),
      ...flexApps(model)
        .filter(app => !inRange(app.get('maximum_instance_count'), 1, 100))
        .map(app => breach(app, `its cap is ${app.get('maximum_instance_count') ?? "Azure's own of 100 and more"}`)),
      ...[...premiumApps(model), ...slots(model)]
        .filter(app => !inRange(app.get('site_config.0.app_scale_limit'), 1, 100))
        .map(app => breach(app, `its cap is ${app.get('site_config.0.app_scale_limit') ?? "the plan's"}`)),
    ],
  },
  {
    id: 'azure-plan-cap',
    control: 'concurrency',
    target,
    public: null,
    says: 'An elastic plan has a cap that its apps share.',
    check: each(
      'azurerm_service_plan',
      plan => plan.get('sku_name') === 'FC1' || inRange(plan.get('maximum_elastic_worker_count'), 1, 100),
      'its workers have no cap',
    ),
  },
  {
    id: 'azure-concurrency-per-instance',
    control: 'concurrency',
    target,
    public: null,
    says: 'An instance takes as many pictures at once as it was measured for.',
    check: eachApp(
      app =>
        inRange(Number(setting(app, 'CAPTION_CONCURRENCY')), 1, 256) &&
        (app.type !== 'azurerm_function_app_flex_consumption' ||
          app.get('http_concurrency') === Number(setting(app, 'CAPTION_CONCURRENCY'))),
      "its concurrency is not set, or another than the platform's",
    ),
  },

  // Time and memory
  {
    id: 'azure-memory',
    control: 'time_and_memory',
    target,
    public: null,
    says: 'Instances have a size that Azure has and that the models fit into.',
    check: model => [
      ...model.missing('azurerm_service_plan'),
      ...flexApps(model)
        .filter(app => ![2048, 4096].includes(app.get('instance_memory_in_mb')))
        .map(app => breach(app, `its memory is ${app.get('instance_memory_in_mb')} MB, not 2048 or 4096`)),
      ...model
        .ofType('azurerm_service_plan')
        .filter(plan => !['FC1', 'EP1', 'EP2', 'EP3'].includes(plan.get('sku_name')))
        .map(plan => breach(plan, `${plan.get('sku_name')} is none of FC1, EP1, EP2, EP3`)),
    ],
  },
  {
    id: 'azure-function-timeout',
    control: 'time_and_memory',
    target,
    public: null,
    says: 'The host waits longer than the program takes for a picture, and no longer than the load balancer.',
    // learn.microsoft.com/azure/azure-functions/functions-scale, Function app time-out duration: answers within 230 s
    check: eachApp(app => {
      const [, hours, minutes, seconds] =
        /^(\d\d):(\d\d):(\d\d)$/.exec(setting(app, 'AzureFunctionsJobHost__functionTimeout') ?? '') ?? [];
      const limit = 3600 * hours + 60 * minutes + Number(seconds);
      return limit <= 230 && Number(setting(app, 'CAPTION_DEADLINE_SECONDS')) < limit;
    }, "its time is not set as hh:mm:ss, above 230 s, or shorter than the program's"),
  },
  {
    id: 'azure-job-bounded',
    control: 'time_and_memory',
    target,
    public: null,
    says: 'An archive job ends, and has few workers.',
    optional: 'an archive job is made where it is asked for',
    check: model =>
      model
        .ofType('azurerm_container_app_job')
        .filter(
          job =>
            !(
              inRange(job.get('replica_timeout_in_seconds'), 60, 86400) &&
              inRange(job.get('manual_trigger_config.0.parallelism') ?? job.get('schedule_trigger_config.0.parallelism'), 1, 1000) &&
              job.get('template.0.container.0.cpu') > 0
            ),
        )
        .map(job => breach(job, 'it has no end within a day, or no number of workers')),
  },

  // Hardening
  {
    id: 'azure-function-https',
    control: 'hardening',
    target,
    public: 'CKV_AZURE_70',
    says: 'The function answers by https alone.',
    check: eachApp(app => app.get('https_only') === true, 'it answers by http too'),
  },
  {
    id: 'azure-function-tls',
    control: 'hardening',
    target,
    public: 'CKV_AZURE_145',
    says: 'The function and its deployment endpoint speak TLS 1.2 or newer.',
    check: eachApp(
      app =>
        ['minimum_tls_version', 'scm_minimum_tls_version'].every(name => ['1.2', '1.3'].includes(app.get(`site_config.0.${name}`))),
      'it speaks older TLS',
    ),
  },
  {
    id: 'azure-function-http2',
    control: 'hardening',
    target,
    public: 'CKV_AZURE_67',
    says: 'The function speaks HTTP/2.',
    check: eachApp(app => app.get('site_config.0.http2_enabled') === true, 'it speaks HTTP/1.1 alone'),
  },
  {
    id: 'azure-function-no-passwords',
    control: 'hardening',
    target,
    public: 'CKV_AZURE_78',
    says: 'Nobody publishes by FTP or by a password.',
    check: eachApp(
      app =>
        app.get('webdeploy_publish_basic_authentication_enabled') === false &&
        (app.type === 'azurerm_function_app_flex_consumption' ||
          (app.get('ftp_publish_basic_authentication_enabled') === false && app.get('site_config.0.ftps_state') === 'Disabled')),
      'FTP or basic authentication is on',
    ),
  },
  {
    id: 'azure-function-no-debugging',
    control: 'hardening',
    target,
    public: 'CKV_AZURE_72',
    says: 'Nobody debugs the running function from outside.',
    check: eachApp(app => app.get('site_config.0.remote_debugging_enabled') === false, 'remote debugging is on, or not said to be off'),
  },
  {
    id: 'azure-runtime',
    control: 'hardening',
    target,
    public: null,
    says: 'The runtime is the one that the program is built for.',
    check: model => [
      ...noApp(model),
      ...flexApps(model)
        .filter(app => app.get('runtime_name') !== 'dotnet-isolated' || app.get('runtime_version') !== '10.0')
        .map(app => breach(app, `it runs ${app.get('runtime_name')} ${app.get('runtime_version')}`)),
      ...[...premiumApps(model), ...slots(model)]
        .filter(
          app =>
            app.get('site_config.0.application_stack.0.dotnet_version') !== '10.0' ||
            app.get('site_config.0.application_stack.0.use_dotnet_isolated_runtime') !== true ||
            app.get('functions_extension_version') !== '~4',
        )
        .map(app => breach(app, 'it does not run dotnet-isolated 10.0 on version 4')),
    ],
  },
  {
    id: 'azure-names',
    control: 'hardening',
    target,
    public: 'CKV_AZURE_43',
    says: 'Names are such as Azure takes.',
    check: model => [
      ...model.missing('azurerm_storage_account'),
      ...Object.entries(names).flatMap(([type, [pattern, says]]) =>
        model
          .ofType(type)
          .filter(resource => !pattern.test(resource.get('name') ?? ''))
          .map(resource => breach(resource, `${resource.get('name')} is not ${says}`)),
      ),
    ],
  },
];

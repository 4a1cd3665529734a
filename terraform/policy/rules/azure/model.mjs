// What the rules over plans for Azure share: function apps of both plans, and checks of each resource of a type.

export const target = 'azure';
export const breach = (resource, message) => ({ address: resource.address ?? resource, message });

export const flexApps = model => model.ofType('azurerm_function_app_flex_consumption');
export const premiumApps = model => model.ofType('azurerm_linux_function_app');
export const apps = model => [...flexApps(model), ...premiumApps(model)];
export const slots = model => model.ofType('azurerm_linux_function_app_slot');
export const accounts = model => model.ofType('azurerm_storage_account');
export const alarms = model => model.ofType('azurerm_monitor_scheduled_query_rules_alert_v2');
export const noApp = model => (apps(model).length ? [] : [breach('azurerm_function_app_flex_consumption', 'there is no function app')]);

/** A breach for each resource of the type that is not as it must be, and one where there is none of the type. */
export const each = (type, isRight, message) => model => [
  ...model.missing(type),
  ...model
    .ofType(type)
    .filter(resource => !isRight(resource, model))
    .map(resource => breach(resource, typeof message === 'function' ? message(resource) : message)),
];
/** The same over function apps of both plans and their slots. */
export const eachApp = (isRight, message) => model => [
  ...noApp(model),
  ...[...apps(model), ...slots(model)]
    .filter(app => !isRight(app, model))
    .map(app => breach(app, typeof message === 'function' ? message(app) : message)),
];
export const setting = (app, name) => app.get(`app_settings.${name}`);
export const environment = resource => resource.tags().environment;
export const isProduction = model => model.resources.some(resource => environment(resource) === 'prod');

export const inRange = (value, low, high) => typeof value === 'number' && value >= low && value <= high;

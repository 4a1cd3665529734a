using Serverless.Api.Hosting;
using Serverless.Settings;
using Serverless.Storage.Aws;
using Serverless.Storage.Azure;
using Serverless.Storage.Gcp;

return await CaptionWebHost.RunAsync(
    HostProfile.Kubernetes,
    args,
    servesPage: true,
    logging => logging.AddSimpleConsole(console => console.SingleLine = true),
    (clock, timeout, environment) =>
        [
            new S3Stores(clock, timeout, environment),
            new AzureStores(clock, timeout, environment),
            new GoogleStores(clock, timeout, environment),
        ]
);

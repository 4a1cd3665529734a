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
    (clock, patience, environment) =>
        [
            new S3Stores(clock, patience, environment),
            new AzureStores(clock, patience, environment),
            new GoogleStores(clock, patience, environment),
        ]
);

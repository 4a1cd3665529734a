using Microsoft.AspNetCore.Server.Kestrel.Core;
using Serverless.Core.Pipeline;
using Serverless.Hosting.Endpoints;
using Serverless.Hosting.Http;
using Serverless.Hosting.Settings;
using Serverless.Hosts.Kubernetes.Runtime;

CaptionSettings settings;
try
{
    settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
}
catch (SettingsException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(settings.Address, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
});
builder.Services.AddSingleton(settings);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(CaptionIds.System);
builder.Services.AddSingleton<CaptionService>();
builder.Services.AddSingleton(services => RequestHandler.Create(
    services.GetRequiredService<CaptionService>(),
    settings,
    TimeProvider.System,
    fault => AccessLog.KeysFault(services.GetRequiredService<ILogger<RequestHandler>>(), fault),
    servesPage: true));
builder.Services.AddSingleton(services => new HttpAdapter(services.GetRequiredService<RequestHandler>(), settings.MaxBodyBytes, TimeProvider.System, services.GetRequiredService<ILogger<HttpAdapter>>()));
builder.Services.AddHostedService<ModelLoader>();

var app = builder.Build();
app.Run(app.Services.GetRequiredService<HttpAdapter>().HandleAsync);
try
{
    await app.RunAsync();
}
catch (OperationCanceledException)
{
    // Asked to end while the server was still starting.
}

return Environment.ExitCode;

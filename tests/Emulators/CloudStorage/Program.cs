// A strict stand-in for Cloud Storage, for tests: the JSON API with its preconditions and signed uploads (V4), in memory.
//   CloudStorage.Server PORT [BUCKET...] [--signed-by SERVICE-ACCOUNT.json]
using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Serverless.CloudStorage;

var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var signers = Array.IndexOf(args, "--signed-by") is var at and >= 0 ? args[at + 1] : null;
var buckets = new Buckets();
foreach (var name in args[1..].TakeWhile(word => word != "--signed-by"))
    buckets.Create(name);

var builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http1);
    kestrel.Limits.MaxRequestBodySize = null;
});
var app = builder.Build();
var (api, uploads) = (new JsonApi(buckets), new SignedUploads(buckets, signers));
app.Run(async context =>
{
    var target = Target.Of(context);
    if (target.Segments is ["storage" or "upload", ..])
        await api.AnswerAsync(context, target);
    else
        await uploads.AnswerAsync(context, target);
});
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("ready"));
app.Run();

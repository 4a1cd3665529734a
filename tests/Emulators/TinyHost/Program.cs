// A host without models, for tests of what starts, fronts and ends hosts: answers at once with a small caption document.
//   listens on CAPTION_PORT or PORT, or asks AWS_LAMBDA_RUNTIME_API for its work
//   TINY_END=CODE ends it before it is ready, TINY_UNREADY=1 keeps it unready, TINY_VERDICT is what it says (good)
//   GET /health/ready, GET /v1/model, POST /v1/captions (?delayMs=N waits, ?status=N answers so), GET /environment, POST /end,
//   POST /unready?probes=N: the next N probes are answered 503
using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Serverless.TinyHost;

if (Environment.GetEnvironmentVariable("TINY_END") is { Length: > 0 } code)
{
    Console.Error.WriteLine($"cannot start: the key is {Environment.GetEnvironmentVariable("CAPTION_API_KEY")}");
    return int.Parse(code, CultureInfo.InvariantCulture);
}

var answers = new Answers(Environment.GetEnvironmentVariable("TINY_UNREADY") == "1");
if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is { Length: > 0 } authority)
    return await new FunctionLoop(authority, answers).RunAsync();

var port = Environment.GetEnvironmentVariable("CAPTION_PORT") ?? Environment.GetEnvironmentVariable("PORT");
var builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ListenLocalhost(int.Parse(port!, CultureInfo.InvariantCulture), listen => listen.Protocols = HttpProtocols.Http1);
    kestrel.Limits.MaxRequestBodySize = null;
});
var app = builder.Build();
app.Run(async context =>
{
    await context.Request.Body.CopyToAsync(Stream.Null);
    var target = context.Request.Path + context.Request.QueryString;
    var (status, text) = await answers.AnswerAsync(context.Request.Method, target);
    context.Response.StatusCode = status;
    context.Response.ContentType = "application/json";
    await context.Response.WriteAsync(text);
});
await app.RunAsync();
return 0;

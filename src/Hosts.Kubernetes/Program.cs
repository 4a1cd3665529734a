using Serverless.Hosting.Http;
using Serverless.Hosting.Settings;

return await CaptionWebHost.RunAsync(HostProfile.Kubernetes, args, servesPage: true, logging => logging.AddSimpleConsole(console => console.SingleLine = true));

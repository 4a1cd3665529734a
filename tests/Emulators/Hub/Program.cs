// A strict stand-in for the Hugging Face hub, for tests and walks through the docs: models of a folder, read alone.
//   Serverless.Hub FOLDER PORT [--gated OWNER/NAME TOKEN]      FOLDER/OWNER/NAME/… are the models
using System.Globalization;
using Serverless.HubStandIn;

var port = int.Parse(args[1], CultureInfo.InvariantCulture);
await using var hub = await HubServer.StartAsync(args[0], port);
if (args is [_, _, "--gated", var id, var token])
    hub.Gate(id, token);
Console.WriteLine("ready");
await hub.WaitAsync();

using Serverless.Core.Inference;

// A step of `make build`: widens the float16-stored graphs of the model folders below each folder named, so that programs start faster.
foreach (var model in args.SelectMany(Directory.GetDirectories))
    Console.WriteLine($"{model}: {Fp32ModelCache.Write(model)} graphs widened");

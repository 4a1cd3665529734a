using Serverless.Benchmarks;
using Serverless.Benchmarks.Archives;
using Serverless.Benchmarks.Calibration;
using Serverless.Benchmarks.Decoders;
using Serverless.Benchmarks.Delivery;
using Serverless.Benchmarks.Device;
using Serverless.Benchmarks.Events;
using Serverless.Benchmarks.Forms;
using Serverless.Benchmarks.Hosts;
using Serverless.Benchmarks.KindTraining;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Monitoring;
using Serverless.Benchmarks.Packages;
using Serverless.Benchmarks.Reading;
using Serverless.Benchmarks.Speed;
using Serverless.Benchmarks.Stores;
using Serverless.Benchmarks.Training;

try
{
    return args switch
    {
        ["calibrate", .. var rest] => CalibrateCommand.Run(Arguments.Read(rest)),
        ["kinds", .. var rest] => KindsCommand.Run(Arguments.Read(rest)),
        ["kinds-train", .. var rest] => KindsTrainCommand.Run(Arguments.Read(rest)),
        ["speed", .. var rest] => SpeedCommand.Run(Arguments.Read(rest)),
        ["archives", .. var rest] => ArchivesCommand.Run(Arguments.Read(rest)),
        ["reading", .. var rest] => ReadingCommand.Run(Arguments.Read(rest)),
        ["decoders"] => DecodersCommand.Run(),
        ["decode", var decoder, var file] => DecodeRun.Run(decoder, file),
        ["device", .. var rest] => await DeviceCommand.RunAsync(Arguments.Read(rest)),
        ["monitoring", .. var rest] => MonitoringCommand.Run(Arguments.Read(rest)),
        ["hosts"] => await HostsCommand.RunAsync(),
        ["load", .. var rest] => LoadCommand.Run(Arguments.Read(rest)),
        ["events"] => await EventsCommand.RunAsync(),
        ["study"] => await StudyCommand.RunAsync(isReal: false),
        ["study", "--real", .. var kinds] => await StudyCommand.RunAsync(isReal: true, kinds),
        ["packages"] => await PackagesCommand.RunAsync(),
        ["training", .. var rest] => await TrainingCommand.RunAsync(Arguments.Read(rest)),
        ["stores"] => await StoresCommand.RunAsync(),
        ["forms", .. var rest] => VariantsCommand.Run(Arguments.Read(rest)),
        ["form", var folder, .. var rest] => VariantRun.Run(folder, Arguments.Read(rest)),
        _ => Arguments.Usage(),
    };
}
catch (InvalidDataException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

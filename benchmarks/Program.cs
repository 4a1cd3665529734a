using Serverless.Benchmarks;
using Serverless.Benchmarks.Calibration;
using Serverless.Benchmarks.Speed;

return args switch
{
    ["calibrate", .. var rest] => CalibrateCommand.Run(Arguments.Read(rest)),
    ["speed", .. var rest] => SpeedCommand.Run(Arguments.Read(rest)),
    _ => Arguments.Usage(),
};

using Serverless.Benchmarks;
using Serverless.Benchmarks.Calibration;

return args switch
{
    ["calibrate", .. var rest] => CalibrateCommand.Run(Arguments.Read(rest)),
    _ => Arguments.Usage(),
};

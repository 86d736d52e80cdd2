// One import for the statistics: laws of lengths, bounds, times, forecasts.
@_exported public import DecodeTimes
@_exported public import LengthBounds
@_exported public import LengthForecasts
@_exported public import LengthLaws

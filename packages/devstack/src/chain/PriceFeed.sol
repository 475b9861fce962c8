// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.0;

/// A price feed as consumers of Chainlink's see one (AggregatorV3Interface), which says whatever a test has told it, also what no honest one says.
contract PriceFeed {
    string public description;
    uint8 public decimals;
    int256 private answer;
    uint256 private startedAt;
    uint256 private updatedAt;

    function tell(string calldata description_, uint8 decimals_, int256 answer_, uint256 startedAt_, uint256 updatedAt_) external {
        description = description_;
        decimals = decimals_;
        answer = answer_;
        startedAt = startedAt_;
        updatedAt = updatedAt_;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, answer, startedAt, updatedAt, 1);
    }
}
